/* trace.c -- what --trace leaves: when each task ran and when it waited. */
#include "bench/results/trace.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/results/folder.h"
#include "core/base/file.h"
#include "core/base/text.h"

#define LINE_WAITS_MAX 1024
#define LONGEST_NS     900000000000000000 /* as units.c has it: sums fit, too */

char *trace_path(char path[PATH_MAX], const char *dir, const char *experiment,
                 const char *cell)
{
    return folder_find_cell_file(path, dir, TRACE_FOLDER "/", experiment, cell,
                                 ".csv");
}

static bool read_number(char **at, int64_t *value)
{
    char *end;
    errno = 0;
    *value = strtoll(*at, &end, 10);
    bool is_number = end > *at && errno == 0;
    *at = end;
    return is_number;
}

/* "120-450", and a ";" after it if there is one. */
static bool read_wait(char **at, struct trace_wait *wait)
{
    if (!read_number(at, &wait->begin_ns) || *(*at)++ != '-' ||
        !read_number(at, &wait->end_ns))
        return false;
    if (**at == ';')
        (*at)++;
    return true;
}

static const char out_of_memory[] = "more memory";

/* Reads the waits, up to white space. NULL, or what was expected instead, as
 * from check_task(), check_cpu(), read_numbers() and read_line(). */
static const char *read_waits(struct trace_task *task, char **at)
{
    struct trace_wait waits[LINE_WAITS_MAX];
    int64_t last_ns = task->begin_ns;
    int count = 0;
    while (isgraph((unsigned char)**at)) {
        struct trace_wait *wait = &waits[count++];
        if (count > LINE_WAITS_MAX || !read_wait(at, wait))
            return "BEGIN-END;BEGIN-END for when the task waited";
        if (wait->begin_ns < last_ns || wait->end_ns < wait->begin_ns ||
            wait->end_ns > task->end_ns)
            return "waits in order, apart and inside the task's time";
        last_ns = wait->end_ns;
    }
    task->waits = calloc((size_t)count + 1, sizeof *task->waits);
    if (!task->waits)
        return out_of_memory;
    memcpy(task->waits, waits, (size_t)count * sizeof *waits);
    task->waits_count = count;
    return NULL;
}

static const char *check_task(const struct trace_task *task)
{
    if (task->index < 0 || task->worker < -1)
        return "an index from 0 on, and a worker from 0 on or -1";
    if (task->begin_ns < 0 || task->end_ns < task->begin_ns)
        return "0 <= begin_ns <= end_ns";
    if (task->end_ns > LONGEST_NS)
        return "an end_ns of at most 28 years";
    if (task->err > 0)
        return "an err that is 0, or a negative errno value";
    if (task->worker < 0 && (task->end_ns > 0 || task->err == 0))
        return "no times and an err where the worker is -1";
    return NULL;
}

/* The CPU time fits between the waits. They are measured by two clocks, which
 * may drift apart by 500 parts in a million while NTP corrects one. */
static const char *check_cpu(const struct trace_task *task)
{
    int64_t work_ns = task->end_ns - task->begin_ns;
    for (int i = 0; i < task->waits_count; i++)
        work_ns -= task->waits[i].end_ns - task->waits[i].begin_ns;
    if (task->cpu_ns < -1 || task->cpu_ns > work_ns + work_ns / 1000)
        return "a cpu_ns of -1 (not known), or from 0 to the time it did not "
               "wait";
    return NULL;
}

static void skip_space(char **at)
{
    while (isspace((unsigned char)**at))
        (*at)++;
}

/* The five numbers that every task has, and cpu_ns if it is given. */
static const char *read_numbers(struct trace_task *task, char **at)
{
    int64_t *const columns[] = {&task->index,  &task->worker, &task->begin_ns,
                                &task->end_ns, &task->err,    &task->cpu_ns};
    enum { ALL = sizeof columns / sizeof *columns, LEAST = ALL - 1 };
    int count = 0;
    task->cpu_ns = -1;
    for (skip_space(at); count < ALL && **at; skip_space(at)) {
        bool is_number = read_number(at, columns[count]);
        if (count == LEAST && **at == '-')
            return "cpu_ns before the waits";
        if (!is_number || isgraph((unsigned char)**at))
            return "whole numbers of at most 63 bits";
        count++;
    }
    return count < LEAST ? "index, worker, begin_ns, end_ns and err" : NULL;
}

static const char *read_line(struct trace_task *task, char *line)
{
    const char *expected = read_numbers(task, &line);
    if (!expected)
        expected = check_task(task);
    if (!expected)
        expected = read_waits(task, &line);
    if (!expected)
        expected = check_cpu(task);
    skip_space(&line);
    return !expected && *line ? "nothing after the waits" : expected;
}

/* Adds a task, all zero. NULL: no memory. */
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

static bool is_heading(const char *line)
{
    return !strchr("-0123456789", line[strspn(line, " \t,")]);
}

/* Fields may be separated by commas or white space. */
static void replace_commas(char *line)
{
    for (; *line; line++)
        if (*line == ',' || *line == '\n')
            *line = ' ';
}

static int read_lines(struct trace *trace, FILE *file, const char *path,
                      char why[WHY_MAX])
{
    char *line = NULL;
    size_t room = 0;
    int err = 0;
    for (int number = 1; !err && getline(&line, &room, file) >= 0; number++) {
        if (number == 1 && is_heading(line))
            continue;
        replace_commas(line);
        struct trace_task *task = grow(trace);
        const char *expected = task ? read_line(task, line) : out_of_memory;
        if (!expected)
            continue;
        err = expected == out_of_memory ? -ENOMEM : -EINVAL;
        snprintf(why, WHY_MAX, "%.300s: line %d: found %.100s; expected %s",
                 path, number, line, expected);
        text_sanitise(why);
    }
    if (!err && ferror(file))
        err = why_errno(why, -EIO, path);
    free(line);
    return err;
}

int trace_read(struct trace *trace, const char *path, char why[WHY_MAX])
{
    *trace = (struct trace){0};
    FILE *file;
    int err = file_open(&file, path);
    if (err)
        why_errno(why, err, path);
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

int trace_in_flight(const struct trace *trace)
{
    int most = 0;
    for (int i = 0; i < trace->count; i++) {
        int64_t at_ns = trace->tasks[i].begin_ns;
        int now = 0;
        for (int j = 0; j < trace->count; j++)
            now += trace->tasks[j].begin_ns <= at_ns &&
                   trace->tasks[j].end_ns > at_ns;
        most = now > most ? now : most;
    }
    return most;
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

/* The counts grow only where a task, a wait or work begins. */
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
