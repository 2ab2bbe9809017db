/* trial.h -- one trial of a cost: what is measured, and the account of it. */
#ifndef OVERLAP_BENCH_COSTS_TRIAL_H
#define OVERLAP_BENCH_COSTS_TRIAL_H

#include <stdint.h>

#include "core/base/usage.h"

enum costs_worker {
    COSTS_ASYNC,
    COSTS_SMALL, /* async, of tasks that say they need little stack */
    COSTS_THREADS,
    COSTS_PROCESSES,
};

/* Lies in memory that the trial's process shares with the program. */
struct cost_trial {
    enum costs_worker worker;
    int err;
    uint64_t begin_ns;
    struct usage begin, used; /* used: between trial_begin() and _end() */
    int64_t rss_bytes, kernel_bytes; /* before anybody was parked */
    double value;       /* nanoseconds, or bytes a task that is parked */
    double with_kernel; /* the same bytes and the kernel's own */
};

/* Measures `tasks` tasks in a process of its own, which ends afterwards and
 * need not clean up when it fails. 0 or a negative errno value. */
typedef int trial_fn(struct cost_trial *trial, long tasks);

/* Around what is timed: `value` is the wall time divided by `parts`. */
void trial_begin(struct cost_trial *trial);
void trial_end(struct cost_trial *trial, double parts);

/* Before the first is parked, and while all `tasks` are; `children_bytes` is
 * what they hold outside this process, or why nobody knows. 0 or a negative
 * errno value. */
int trial_unparked(struct cost_trial *trial);
int trial_parked(struct cost_trial *trial, long tasks, int64_t children_bytes);

/* What smaps_rollup of process `pid` ("self") says of `key` ("Rss:", "Pss:"),
 * in bytes, or a negative errno value. */
int64_t trial_bytes_of(const char *pid, const char *key);

#endif
