/* trace.c -- what --trace leaves: when each task ran and when it waited. */
#include "bench/results/trace.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_WAITS_MAX 1024

char *trace_name(char name[TRACE_NAME_MAX], const char *experiment,
                 const char *cell)
{
    snprintf(name, TRACE_NAME_MAX, "%.140s-%.140s.csv", experiment, cell);
    return name;
}

char *trace_path(char path[PATH_MAX], const char *dir, const char *experiment,
                 const char *cell)
{
    char name[TRACE_NAME_MAX];
    snprintf(path, PATH_MAX, "%.3700s/" TRACE_FOLDER "/%s", dir,
             trace_name(name, experiment, cell));
    return path;
}

/* "120-450;500-620" and nothing else; what is not so leaves errno EINVAL. */
static bool read_waits(struct trace_task *task, char *text)
{
    struct trace_wait waits[LINE_WAITS_MAX];
    int64_t last_ns = task->begin_ns;
    int count = 0;
    while (*text) {
        int used = 0;
        struct trace_wait *wait = &waits[count++];
        if (count > LINE_WAITS_MAX ||
            sscanf(text, "%" SCNd64 "-%" SCNd64 "%n", &wait->begin_ns,
                   &wait->end_ns, &used) != 2)
            return false;
        if (wait->begin_ns < last_ns || wait->end_ns < wait->begin_ns ||
            wait->end_ns > task->end_ns)
            return false;
        last_ns = wait->end_ns;
        text += used;
        if (*text == ';')
            text++;
        else if (*text)
            return false;
    }
    task->waits = calloc((size_t)count + 1, sizeof *task->waits);
    if (!task->waits)
        return false;
    memcpy(task->waits, waits, (size_t)count * sizeof *waits);
    task->waits_count = count;
    return true;
}

/* Fields may be separated by commas or white space. */
static bool read_line(struct trace_task *task, char *line)
{
    int used = 0;
    for (char *at = line; *at; at++)
        if (*at == ',' || isspace((unsigned char)*at))
            *at = ' ';
    if (sscanf(line,
               "%" SCNd64 " %" SCNd64 " %" SCNd64 " %" SCNd64 " %" SCNd64 " %n",
               &task->index, &task->worker, &task->begin_ns, &task->end_ns,
               &task->err, &used) != 5 ||
        task->end_ns < task->begin_ns)
        return false;
    char *waits = line + used;
    task->cpu_ns = -1;
    if (sscanf(waits, "%" SCNd64 " %n", &task->cpu_ns, &used) == 1)
        waits += used;
    waits[strcspn(waits, " ")] = '\0';
    return read_waits(task, waits);
}

/* Makes room for one more, which is all zero. */
static struct trace_task *grow(struct trace *trace)
{
    if ((trace->count & (trace->count - 1)) == 0) {
        size_t room = trace->count ? 2 * (size_t)trace->count : 1;
        void *more = realloc(trace->tasks, room * sizeof *trace->tasks);
        if (!more)
            return NULL;
        trace->tasks = more;
    }
    struct trace_task *task = &trace->tasks[trace->count++];
    *task = (struct trace_task){0};
    return task;
}

static int read_lines(struct trace *trace, FILE *file, const char *path,
                      char why[WHY_MAX])
{
    char *line = NULL;
    size_t room = 0;
    int err = 0;
    for (int number = 1; !err && getline(&line, &room, file) >= 0; number++) {
        struct trace_task *task = grow(trace);
        if (!task)
            err = -ENOMEM;
        else if (!read_line(task, line)) {
            trace->count--;
            if (number == 1)
                continue; /* a heading */
            err = -EINVAL;
            snprintf(why, WHY_MAX,
                     "%.300s: line %d: found %.100s; expected index, worker, "
                     "begin_ns, end_ns, err, cpu_ns and waits inside that time",
                     path, number, line);
        }
    }
    free(line);
    return err;
}

int trace_read(struct trace *trace, const char *path, char why[WHY_MAX])
{
    *trace = (struct trace){0};
    FILE *file = fopen(path, "re");
    int err = file ? 0 : -errno;
    if (err)
        snprintf(why, WHY_MAX, "%.300s: %s", path, strerror(-err));
    else
        err = read_lines(trace, file, path, why);
    if (err)
        trace_free(trace);
    if (file)
        fclose(file);
    return err;
}

void trace_free(struct trace *trace)
{
    for (int i = 0; i < trace->count; i++)
        free(trace->tasks[i].waits);
    free(trace->tasks);
    *trace = (struct trace){0};
}

int64_t trace_end_ns(const struct trace *trace)
{
    int64_t end_ns = 0;
    for (int i = 0; i < trace->count; i++)
        if (trace->tasks[i].end_ns > end_ns)
            end_ns = trace->tasks[i].end_ns;
    return end_ns;
}

enum state { ABSENT, WAITING, WORKING };

static enum state state_at(const struct trace_task *task, int64_t at_ns)
{
    if (task->worker < 0 || at_ns < task->begin_ns || at_ns >= task->end_ns)
        return ABSENT;
    for (int i = 0; i < task->waits_count; i++)
        if (at_ns >= task->waits[i].begin_ns && at_ns < task->waits[i].end_ns)
            return WAITING;
    return WORKING;
}

static void count_at(const struct trace *trace, int64_t at_ns, int *waiting,
                     int *working)
{
    int count[WORKING + 1] = {0};
    for (int i = 0; i < trace->count; i++)
        count[state_at(&trace->tasks[i], at_ns)]++;
    *waiting = count[WAITING] > *waiting ? count[WAITING] : *waiting;
    *working = count[WORKING] > *working ? count[WORKING] : *working;
}

/* A count only grows where something begins. */
void trace_peaks(const struct trace *trace, int *waiting, int *working)
{
    *waiting = *working = 0;
    for (int i = 0; i < trace->count; i++) {
        const struct trace_task *task = &trace->tasks[i];
        count_at(trace, task->begin_ns, waiting, working);
        for (int j = 0; j < task->waits_count; j++) {
            count_at(trace, task->waits[j].begin_ns, waiting, working);
            count_at(trace, task->waits[j].end_ns, waiting, working);
        }
    }
}
