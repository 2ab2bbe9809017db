/* trace.h -- what --trace leaves: when each task ran and when it waited. */
#ifndef OVERLAP_BENCH_RESULTS_TRACE_H
#define OVERLAP_BENCH_RESULTS_TRACE_H

#include <limits.h>
#include <stdint.h>

#include "core/base/why.h"

struct trace_wait {
    int64_t begin_ns, end_ns;
};

/* A task that never began has worker -1. */
struct trace_task {
    int64_t index, worker, begin_ns, end_ns, err;
    int64_t cpu_ns;           /* of its work; -1: not known */
    struct trace_wait *waits; /* in order, inside the task, apart */
    int waits_count;
};

struct trace {
    struct trace_task *tasks;
    int count;
};

/* The bench keeps one trace of a cell, of its run in the warm-up block, unless
 * it has many tasks. */
#define TRACE_FOLDER    "traces" /* in the results folder */
#define TRACE_TASKS_MAX 2000
#define TRACE_BYTES_MAX (1 << 20)
#define TRACE_NAME_MAX  300

/* "fetch-async.csv"; into `name`, which it returns. */
char *trace_name(char name[TRACE_NAME_MAX], const char *experiment,
                 const char *cell);

/* Where that one is in the results folder `dir`; into `path`, which it
 * returns. */
char *trace_path(char path[PATH_MAX], const char *dir, const char *experiment,
                 const char *cell);

/* Reads the file `path`, and holds each line to what protocol.md says of it. On
 * failure a negative errno value and one line in `why`; the trace is empty
 * then. */
int trace_read(struct trace *trace, const char *path, char why[WHY_MAX]);
void trace_free(struct trace *trace);

/* The last end of a task, in ns; 0 when none ran. */
int64_t trace_end_ns(const struct trace *trace);

/* The most tasks that were in progress at one time: as many as some task found
 * when it began, itself included. */
int trace_in_flight(const struct trace *trace);

/* The most tasks that waited at one time, and the most that worked. */
void trace_peaks(const struct trace *trace, int *waiting, int *working);

#endif
