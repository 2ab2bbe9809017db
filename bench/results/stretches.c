/* stretches.c -- when each task of a trace waited, was ready but without its
 * turn, and worked. */
#include "bench/results/stretches.h"

#include <errno.h>
#include <stdlib.h>

static int compare_times(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static int64_t length_of(const struct trace_wait *wait)
{
    return wait->end_ns - wait->begin_ns;
}

/* How often each task waits, or 0 if not all do equally often. */
static int waits_each(const struct trace *trace)
{
    int waits = trace->count > 0 ? trace->tasks[0].waits_count : 0;
    for (int i = 0; i < trace->count; i++)
        if (trace->tasks[i].waits_count != waits)
            return 0;
    return waits <= STRETCHES_WAITS_MAX ? waits : 0;
}

void usual_waits_find(struct usual_waits *usual, const struct trace *alone)
{
    *usual = (struct usual_waits){.count = 0};
    int64_t *lengths = calloc((size_t)alone->count + 1, sizeof *lengths);
    if (!lengths)
        return;
    usual->count = waits_each(alone);
    for (int i = 0; i < usual->count; i++) {
        for (int j = 0; j < alone->count; j++)
            lengths[j] = length_of(&alone->tasks[j].waits[i]);
        qsort(lengths, (size_t)alone->count, sizeof *lengths, compare_times);
        usual->ns[i] = lengths[alone->count / 2];
    }
    free(lengths);
}

/* The stretches found so far. */
struct found {
    struct stretch *list;
    int count;
};

static void add(struct found *found, enum stretch_state state, int64_t begin_ns,
                int64_t end_ns, double from, double to)
{
    if (end_ns > begin_ns && to > from)
        found->list[found->count++] =
            (struct stretch){state, begin_ns, end_ns, from, to};
}

static void add_wait(struct found *found, const struct trace_wait *wait,
                     int64_t usual_ns)
{
    int64_t ready_ns = wait->begin_ns + usual_ns;
    if (usual_ns < 0 || ready_ns > wait->end_ns)
        ready_ns = wait->end_ns;
    add(found, STRETCH_WAITS, wait->begin_ns, ready_ns, 0, 1);
    add(found, STRETCH_READY, ready_ns, wait->end_ns, 0, 1);
}

/* The share of a core that the task had while it did not wait. */
static double share_of(const struct trace_task *task)
{
    int64_t work_ns = task->end_ns - task->begin_ns;
    for (int i = 0; i < task->waits_count; i++)
        work_ns -= length_of(&task->waits[i]);
    if (task->cpu_ns < 0 || work_ns <= task->cpu_ns)
        return 1;
    return (double)task->cpu_ns / (double)work_ns;
}

static void add_work(struct found *found, int64_t begin_ns, int64_t end_ns,
                     double share)
{
    add(found, STRETCH_WORKS, begin_ns, end_ns, 0, share);
    add(found, STRETCH_READY, begin_ns, end_ns, share, 1);
}

int stretches_find(struct stretch **list, const struct trace_task *task,
                   const struct usual_waits *usual, int64_t due_ns)
{
    struct found found = {.count = 0};
    double share = share_of(task);
    int64_t at_ns = task->begin_ns;
    *list = found.list =
        calloc(4 * (size_t)task->waits_count + 3, sizeof *found.list);
    if (!found.list)
        return -ENOMEM;
    if (task->worker < 0)
        return 0;
    if (due_ns >= 0)
        add(&found, STRETCH_READY, due_ns, task->begin_ns, 0, 1);
    for (int i = 0; i < task->waits_count; i++) {
        add_work(&found, at_ns, task->waits[i].begin_ns, share);
        add_wait(&found, &task->waits[i], i < usual->count ? usual->ns[i] : -1);
        at_ns = task->waits[i].end_ns;
    }
    add_work(&found, at_ns, task->end_ns, share);
    return found.count;
}

double stretches_ns(const struct stretch *list, int count,
                    enum stretch_state state)
{
    double ns = 0;
    for (int i = 0; i < count; i++)
        if (list[i].state == state)
            ns += (double)(list[i].end_ns - list[i].begin_ns) *
                  (list[i].to - list[i].from);
    return ns;
}
