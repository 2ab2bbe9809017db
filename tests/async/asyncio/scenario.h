/* scenario.h -- what the scenarios in C share besides their transcript.
 *
 * A theme is a pair of files, x.c and x.py, with the same scenarios under the
 * same names: one on async.h, the other on CPython's asyncio. Both print the
 * same transcript (bench/semantics/transcript.h), and compare.sh accepts no
 * difference. Where one is unavoidable, both sides document it with differ().
 * Where an older CPython has a bug, x.py says from which version the scenario
 * holds. scenario.py is the twin of this file and of transcript.h. */
#ifndef OVERLAP_TESTS_ASYNC_ASYNCIO_SCENARIO_H
#define OVERLAP_TESTS_ASYNC_ASYNCIO_SCENARIO_H

#include "bench/semantics/transcript.h"

/* From here to agree(), the two sides differ, for the reason `why`: each
 * checks its own events, joined by spaces, and says what both should be. */
void differ(const char *why, const char *ours, const char *asyncios);
void agree(void);

/* A task that holds a lock for a while, and acts under it. */
struct lock_holder {
    struct act act;
    struct async_lock *lock;
};

int hold_lock(struct io *io, void *arg);

/* Lets a task reach its wait, cancels it there, and says its result. */
void cancel_while_it_waits(struct io *io, async_fn *fn, void *arg);

/* ---- Running ---- */

struct scenario {
    const char *name;
    int (*main)(struct io *io); /* the main task of a run; its result is said */
    void (*plain)(void);        /* if main is NULL: called outside any run */
};
#define SCENARIO(fn)                                                           \
    {                                                                          \
#fn, fn, NULL                                                          \
    }
#define PLAIN(fn)                                                              \
    {                                                                          \
#fn, NULL, fn                                                          \
    }

/* Runs the scenarios named on the command line, or all; --list names them.
 * The last of `scenarios` has no name. Returns main()'s exit status. */
int run_scenarios(const struct scenario *scenarios, int argc, char **argv);

#endif
