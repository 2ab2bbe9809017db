/* workers.h -- threads or processes, one for each call. */
#ifndef OVERLAP_BENCH_SEMANTICS_WORKERS_H
#define OVERLAP_BENCH_SEMANTICS_WORKERS_H

#include <stdbool.h>

enum worker_kind {
    WORKER_THREAD,
    WORKER_PROCESS, /* they share only what shared_alloc() made */
};

typedef void worker_fn(int index, void *arg);

/* Calls fn(0, arg) … fn(count - 1, arg), at most 64, each in a thread or
 * process of its own, and waits for all. With `in_turn`, starts each only when
 * the one before has ended. 0, or a negative errno value when one could not be
 * started, after waiting for those before it. */
int workers_run(enum worker_kind kind, int count, bool in_turn, worker_fn *fn,
                void *arg);

#endif
