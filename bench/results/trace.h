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
    int64_t cpu_ns;           /* of the task's work; -1: not known */
    struct trace_wait *waits; /* in order, within the task, not overlapping */
    int waits_count;
};

struct trace {
    struct trace_task *tasks;
    int count;
};

/* A bench keeps one trace per cell, of its run in the warm-up block, unless the
 * cell has many tasks or is metered on every run, or the file is large. */
#define TRACE_FOLDER    "traces" /* in the results folder */
#define TRACE_TASKS_MAX 2000
#define TRACE_BYTES_MAX (1 << 20)

/* Writes the path of a cell's trace in the results folder `dir` into `path`,
 * and returns it: see folder_find_cell_file(). */
char *trace_path(char path[PATH_MAX], const char *dir, const char *experiment,
                 const char *cell);

/* Reads the file `path`, and validates each line by docs/protocol.md. 0, or a
 * negative errno value, one line in `why` and an empty trace. */
int trace_read(struct trace *trace, const char *path, char why[WHY_MAX]);
void trace_free(struct trace *trace);

/* When the last task ended, in ns; 0: none ran. */
int64_t trace_end_ns(const struct trace *trace);

/* The most tasks in progress at one time. */
int trace_in_flight(const struct trace *trace);

/* The most tasks waiting at one time, and the most working. */
void trace_peaks(const struct trace *trace, int *waiting, int *working);

#endif
