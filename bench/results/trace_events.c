/* trace_events.c -- a trace as Chrome's trace events, which Perfetto opens.
 *
 * The format is Google's "Trace Event Format": a complete event ("X") for each
 * task and each wait, on one track per worker. A wait nests in its task, since
 * it lies within the task's time. */
#include "bench/results/trace_events.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

struct event {
    int64_t begin_ns, end_ns;
    const struct trace_task *task;
    bool is_wait;
};

/* Of two that begin together, the outer one comes first. */
static int event_order(const void *a, const void *b)
{
    const struct event *x = a, *y = b;
    if (x->begin_ns != y->begin_ns)
        return x->begin_ns < y->begin_ns ? -1 : 1;
    if (x->is_wait != y->is_wait)
        return x->is_wait ? 1 : -1;
    return 0;
}

static size_t list_events(const struct trace *trace, struct event *events)
{
    size_t count = 0;
    for (int i = 0; i < trace->count; i++) {
        const struct trace_task *task = &trace->tasks[i];
        if (task->worker < 0)
            continue;
        events[count++] =
            (struct event){task->begin_ns, task->end_ns, task, false};
        for (int j = 0; j < task->waits_count; j++)
            events[count++] = (struct event){task->waits[j].begin_ns,
                                             task->waits[j].end_ns, task, true};
    }
    qsort(events, count, sizeof *events, event_order);
    return count;
}

static json_t *event_json(const struct event *event)
{
    char name[40];
    json_int_t index = (json_int_t)event->task->index;
    snprintf(name, sizeof name, "task %lld", (long long)index);
    return json_pack("{s:s, s:s, s:s, s:i, s:I, s:f, s:f, s:{s:I, s:I}}",
                     "name", event->is_wait ? "wait" : name, "cat",
                     event->is_wait ? "wait" : "task", "ph", "X", "pid", 1,
                     "tid", (json_int_t)event->task->worker, "ts",
                     (double)event->begin_ns / 1e3, "dur",
                     (double)(event->end_ns - event->begin_ns) / 1e3, "args",
                     "index", index, "err", (json_int_t)event->task->err);
}

static json_t *name_json(const char *what, int64_t tid, const char *name)
{
    return json_pack("{s:s, s:s, s:i, s:I, s:{s:s}}", "name", what, "ph", "M",
                     "pid", 1, "tid", (json_int_t)tid, "args", "name", name);
}

/* Names a worker at its first event. */
static void add_worker(json_t *list, const struct event *events, size_t at)
{
    char name[40];
    int64_t worker = events[at].task->worker;
    for (size_t i = 0; i < at; i++)
        if (events[i].task->worker == worker)
            return;
    snprintf(name, sizeof name, "worker %lld", (long long)worker);
    json_array_append_new(list, name_json("thread_name", worker, name));
}

json_t *trace_events(const struct trace *trace, const char *cell)
{
    size_t room = 1;
    for (int i = 0; i < trace->count; i++)
        room += 1 + (size_t)trace->tasks[i].waits_count;
    struct event *events = calloc(room, sizeof *events);
    json_t *list = json_array();
    if (!events || !list) {
        free(events);
        json_decref(list);
        return NULL;
    }
    size_t count = list_events(trace, events);
    json_array_append_new(list, name_json("process_name", 0, cell));
    for (size_t i = 0; i < count; i++)
        add_worker(list, events, i);
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, event_json(&events[i]));
    free(events);
    return json_pack("{s:s, s:o}", "displayTimeUnit", "ms", "traceEvents",
                     list);
}
