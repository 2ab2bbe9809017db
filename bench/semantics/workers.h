/* workers.h -- threads or processes, one a call. */
#ifndef OVERLAP_BENCH_SEMANTICS_WORKERS_H
#define OVERLAP_BENCH_SEMANTICS_WORKERS_H

#include <stdbool.h>

enum worker_kind {
    WORKER_THREAD,
    WORKER_PROCESS, /* what they are to share comes from shared_alloc() */
};

typedef void worker_fn(int index, void *arg);

/* Calls fn(0, arg) … fn(count - 1, arg), at most 64, each in a thread or
 * process of its own, and waits for all. With `in_turn` each is waited for
 * before the next is started. 0, or a negative errno value when one could not
 * be started; those before it were waited for. */
int workers_run(enum worker_kind kind, int count, bool in_turn, worker_fn *fn,
                void *arg);

#endif
