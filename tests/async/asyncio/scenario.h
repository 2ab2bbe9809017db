/* scenario.h -- what the scenarios in C share, beside their transcript.
 *
 * A theme is a pair of files, x.c and x.py, with the same scenarios under the
 * same names: here on async.h, there on CPython's asyncio. Both leave the
 * same transcript (bench/semantics/transcript.h), and compare.sh wants no
 * difference. Where there has to be one, both sides say so by differ(). Where
 * an older CPython has a bug, x.py says since which version the scenario
 * holds. scenario.py is the twin of this file and of the transcript's. */
#ifndef OVERLAP_TESTS_ASYNC_ASYNCIO_SCENARIO_H
#define OVERLAP_TESTS_ASYNC_ASYNCIO_SCENARIO_H

#include "bench/semantics/transcript.h"

/* From here to agree(), the two sides differ, for the reason `why`: each
 * checks its own events, joined by blanks, and says what both should be. */
void differ(const char *why, const char *ours, const char *asyncios);
void agree(void);

/* Who holds a lock for a while: acts under it. */
struct lock_holder {
    struct act act;
    struct async_lock *lock;
};

int hold_lock(struct io *io, void *arg);

/* Lets a task come to its wait, cancels it there, and says its result. */
void cancel_while_it_waits(struct io *io, async_fn *fn, void *arg);

/* ---- Running ---- */

struct scenario {
    const char *name;
    int (*main)(struct io *io); /* of a run, whose result is said, or else … */
    void (*plain)(void);        /* … called outside of any */
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
 * The last of `scenarios` has no name. Returns what main() should. */
int run_scenarios(const struct scenario *scenarios, int argc, char **argv);

#endif
