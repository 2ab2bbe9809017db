/* trial.h -- one trial of a cost: time, switches, faults and memory. */
#ifndef OVERLAP_BENCH_COSTS_TRIAL_H
#define OVERLAP_BENCH_COSTS_TRIAL_H

#include <stdint.h>

#include "core/base/usage.h"

enum costs_worker {
    COSTS_ASYNC,
    COSTS_EAGER,
    COSTS_SMALL, /* async, with tasks that declare a small stack */
    COSTS_THREADS,
    COSTS_PROCESSES,
};

/* Lies in memory shared with the trial's process. */
struct cost_trial {
    enum costs_worker worker;
    int err;
    uint64_t begin_ns;
    struct usage begin, used; /* used: between trial_begin() and _end() */
    int64_t rss_bytes, kernel_bytes; /* before any task was parked */
    double value;                    /* nanoseconds, or bytes per parked task */
    double with_kernel;              /* the same bytes and the kernel's */
};

/* Measures `tasks` tasks. It runs in a process of its own, so it need not clean
 * up when it fails. 0 or a negative errno value. */
typedef int trial_fn(struct cost_trial *trial, long tasks);

/* Around what is timed: sets `value` to the wall time divided by `parts`. */
void trial_begin(struct cost_trial *trial);
void trial_end(struct cost_trial *trial, double parts);

/* To be called before the first task is parked, and while all `tasks` are;
 * `children_bytes` is what they hold in other processes, or a negative errno
 * value if that is unknown. 0 or a negative errno value. */
int trial_unparked(struct cost_trial *trial);
int trial_parked(struct cost_trial *trial, long tasks, int64_t children_bytes);

/* The value of `key` ("Rss:", "Pss:") in smaps_rollup of process `pid` (may be
 * "self"), in bytes, or a negative errno value. */
int64_t trial_bytes_of(const char *pid, const char *key);

#endif
