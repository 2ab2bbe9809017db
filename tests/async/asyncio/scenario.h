/* scenario.h -- what the scenarios in C share: the trace, and common tasks.
 *
 * A theme is a pair of files, x.c and x.py, with the same scenarios under the
 * same names: here on async.h, there on CPython's asyncio. Both print what
 * happens, in order and without times, and compare.sh wants no difference.
 * Where there has to be one, both sides say so by differ(). Times are counted
 * in units of SCENARIO_UNIT_MS (10 by default), and order events only where
 * they are a unit apart. scenario.py is this file's twin. */
#ifndef OVERLAP_TESTS_SCENARIO_H
#define OVERLAP_TESTS_SCENARIO_H

#include <errno.h>
#include <stdint.h>

#include "async/async.h"

#define LONG 1000 /* units: nobody waits so long */

/* ---- The trace; from any thread ---- */

/* Adds an event, a line of output. */
__attribute__((format(printf, 1, 2))) void say(const char *format, ...);

/* Says "label=7" or "label=ENAME", and returns `result`. */
int told(const char *label, int result);

/* Puts that last part into `text`, and returns it. */
#define VALUE_MAX 24
const char *value_of(int result, char text[VALUE_MAX]);

/* From here to in_order(), the order of events is nobody's promise (asyncio
 * keeps a group's tasks in a set): they are said in that of the alphabet. */
void any_order(void);
void in_order(void);

/* From here to agree(), the two sides differ, for the reason `why`: each
 * checks its own events, joined by blanks, and says what both should be. */
void differ(const char *why, const char *ours, const char *asyncios);
void agree(void);

/* ---- Time ---- */

uint64_t units_ns(double units);

/* asyncio.sleep(), in units: of nothing, it is a yield. */
int nap(struct io *io, double units);

/* time.sleep(), in units: keeps the thread. */
void block(double units);

/* Lets everybody go as far as they can without time passing. */
void settle(struct io *io);

/* ---- Tasks ---- */

/* Most tasks of most scenarios: act() says "NAME begins", naps, and says
 * "NAME ends" or "NAME is cancelled"; `result` is what it then returns. */
struct act {
    const char *name;
    double units;
    int result;
};
int act(struct io *io, void *arg);

/* Arguments for act() that live as long as the block they are written in. */
#define ACT(name, units)              ACT_THEN(name, units, 0)
#define ACT_THEN(name, units, result) (&(struct act){name, units, result})

/* Makes a task that must be awaited or detached. */
struct async_task *spawn(struct io *io, async_fn *fn, void *arg);
struct async_task *start(struct io *io, struct act *arg);

/* Awaits `count` tasks and says all results at once, so that nobody's last
 * steps mingle. */
void join(struct io *io, struct async_task **tasks, int count);

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
