/* trace.c -- does a trace agree with the record of its run? */
#include "bench/conformance/trace.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/record/fields.h"

/* What programs that count in microseconds or floating point may lose per
 * task. */
#define ROUNDING_NS 1000

#define REFUSE(...) return snprintf(why, size, __VA_ARGS__), -EINVAL

static long long count_of(const json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}

static long long plan_of(const json_t *record, const char *key)
{
    return count_of(json_object_get(record, "plan"), key);
}

static int validate_task(const struct trace_task *task, const json_t *record,
                         char *why, size_t size)
{
    long long index = task->index, worker = task->worker, end_ns = task->end_ns,
              workers = plan_of(record, "workers"),
              wall_ns = count_of(record, "wall_ns");
    if (worker >= workers)
        REFUSE("found worker %lld at task %lld of the trace; expected one from "
               "0 to %lld, by the record's workers",
               worker, index, workers - 1);
    if (end_ns > wall_ns)
        REFUSE("found task %lld to end after %lld ns in the trace; expected "
               "at most the record's wall_ns, %lld",
               index, end_ns, wall_ns);
    return 0;
}

static int validate_tasks(const struct trace *trace, const json_t *record,
                          char *why, size_t size)
{
    int err = 0;
    if (trace->count != plan_of(record, "tasks"))
        REFUSE("found %d lines in the trace; expected one per task, %lld",
               trace->count, plan_of(record, "tasks"));
    for (int i = 0; i < trace->count && !err; i++) {
        if (trace->tasks[i].index != i)
            REFUSE("found task %lld in line %d of the trace; expected task %d",
                   (long long)trace->tasks[i].index, i + 1, i);
        err = validate_task(&trace->tasks[i], record, why, size);
    }
    return err;
}

/* A worker does one task at a time. */
static int validate_workers(const struct trace *trace, char *why, size_t size)
{
    for (int i = 0; i < trace->count; i++)
        for (int j = 0; j < i; j++) {
            const struct trace_task *a = &trace->tasks[j],
                                    *b = &trace->tasks[i];
            if (a->worker >= 0 && a->worker == b->worker &&
                a->begin_ns < b->end_ns && b->begin_ns < a->end_ns)
                REFUSE("found worker %lld at tasks %d and %d at once in the "
                       "trace; expected one task at a time",
                       (long long)a->worker, j, i);
        }
    return 0;
}

static bool is_failed(const struct trace_task *task)
{
    return task->err != 0 && task->err != -ECANCELED;
}

static int validate_counts(const struct trace *trace, const json_t *record,
                           char *why, size_t size)
{
    long long ok = 0, failed = 0, canceled = 0;
    for (int i = 0; i < trace->count; i++) {
        ok += trace->tasks[i].err == 0;
        failed += is_failed(&trace->tasks[i]);
        canceled += trace->tasks[i].err == -ECANCELED;
    }
    if (ok != count_of(record, "ok") || failed != count_of(record, "failed") ||
        canceled != count_of(record, "canceled"))
        REFUSE("found %lld ok (err 0), %lld failed and %lld canceled (err %d) "
               "in the trace; expected the record's %lld, %lld and %lld",
               ok, failed, canceled, -ECANCELED, count_of(record, "ok"),
               count_of(record, "failed"), count_of(record, "canceled"));
    return 0;
}

/* The record lists the first that failed, in task order. */
static int validate_failures(const struct trace *trace, const json_t *record,
                             char *why, size_t size)
{
    const json_t *failures = json_object_get(record, "failures");
    size_t told = 0;
    for (int i = 0; i < trace->count && told < FIELDS_FAILURES_MAX; i++) {
        if (!is_failed(&trace->tasks[i]))
            continue;
        const json_t *index =
            json_object_get(json_array_get(failures, told), "index");
        if (!json_is_integer(index) || json_integer_value(index) != i)
            REFUSE("found no task %d at place %zu of the record's failures; "
                   "expected the first %d that failed in the trace",
                   i, told + 1, FIELDS_FAILURES_MAX);
        told++;
    }
    if (json_array_size(failures) != told)
        REFUSE("found %zu failures in the record; expected %zu, as in the "
               "trace",
               json_array_size(failures), told);
    return 0;
}

static int validate_times(const struct trace *trace, const json_t *record,
                          char *why, size_t size)
{
    const json_t *waited = json_object_get(record, "waited_ns");
    const json_t *service = json_object_get(record, "service_ns");
    double waits_ns = 0, rounding_ns = (double)trace->count * ROUNDING_NS;
    long long longest_ns = 0;
    for (int i = 0; i < trace->count; i++) {
        const struct trace_task *task = &trace->tasks[i];
        for (int j = 0; j < task->waits_count; j++)
            waits_ns +=
                (double)(task->waits[j].end_ns - task->waits[j].begin_ns);
        if (task->end_ns - task->begin_ns > longest_ns)
            longest_ns = task->end_ns - task->begin_ns;
    }
    if (json_is_integer(waited) &&
        waits_ns > json_number_value(waited) + rounding_ns)
        REFUSE("found waits of %.0f ns in the trace; expected at most the "
               "record's waited_ns, %lld",
               waits_ns, count_of(record, "waited_ns"));
    if (json_is_object(service) &&
        llabs(longest_ns - count_of(service, "max")) > ROUNDING_NS)
        REFUSE("found the longest task of the trace to take %lld ns; expected "
               "the record's service_ns.max, %lld",
               longest_ns, count_of(service, "max"));
    return 0;
}

static int validate_peak(const struct trace *trace, const json_t *record,
                         char *why, size_t size)
{
    const json_t *peak = json_object_get(record, "peak_in_flight");
    int most = trace_in_flight(trace);
    if (json_is_integer(peak) && most > json_integer_value(peak))
        REFUSE("found %d tasks in progress at once in the trace; expected at "
               "most the record's peak_in_flight, %lld",
               most, count_of(record, "peak_in_flight"));
    return 0;
}

int trace_validate(const struct trace *trace, const json_t *record, char *why,
                   size_t size)
{
    int err = validate_tasks(trace, record, why, size);
    err = err ? err : validate_workers(trace, why, size);
    err = err ? err : validate_counts(trace, record, why, size);
    err = err ? err : validate_failures(trace, record, why, size);
    err = err ? err : validate_times(trace, record, why, size);
    return err ? err : validate_peak(trace, record, why, size);
}
