/* crew.h -- threads or processes, one a call. */
#ifndef OVERLAP_BENCH_SEMANTICS_CREW_H
#define OVERLAP_BENCH_SEMANTICS_CREW_H

#include <stdbool.h>

enum crew {
    CREW_THREADS,
    CREW_PROCESSES, /* what they are to share comes from shared_alloc() */
};

typedef void crew_fn(int index, void *arg);

/* Calls fn(0, arg) … fn(count - 1, arg), at most 64, each in a thread or
 * process of its own, and waits for all. With `in_turn` each is waited for
 * before the next is started. 0, or a negative errno value when one could not
 * be started; those before it were waited for. */
int crew_run(enum crew kind, int count, bool in_turn, crew_fn *fn, void *arg);

#endif
