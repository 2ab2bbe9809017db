/* transcript.h -- what scenarios share: their transcript, and common tasks.
 *
 * A scenario prints what happens, in order and without times. Times are counted
 * in units of SCENARIO_UNIT_MS (10 ms if not set). Only events that are a unit
 * apart have a certain order. */
#ifndef OVERLAP_BENCH_SEMANTICS_TRANSCRIPT_H
#define OVERLAP_BENCH_SEMANTICS_TRANSCRIPT_H

#include <errno.h>
#include <stdint.h>

#include "async/async.h"

#define LONG 1000 /* units: nobody waits that long */

/* ---- The transcript ---- */

/* Adds an event, a line of output. Any thread may call it. */
__attribute__((format(printf, 1, 2))) void say(const char *format, ...);

/* Says "label=7" or "label=ENAME", and returns `result`. */
int told(const char *label, int result);

/* Writes a result as "7" or "ENAME" to `text`, and returns that. */
#define VALUE_MAX 24
const char *value_of(int result, char text[VALUE_MAX]);

/* Between these two calls nothing promises the order of events (asyncio keeps
 * a group's tasks in a set), so they are said in alphabetical order. */
void any_order(void);
void in_order(void);

/* Instead of in_order(): says nothing, and puts the events into `text`,
 * separated by blanks. */
void take_events(char *text, size_t size);

/* ---- Time ---- */

uint64_t units_ns(double units);

/* Like asyncio.sleep(), in units: 0 only yields. Suspends. */
int nap(struct io *io, double units);

/* Like time.sleep(), in units: keeps the thread. */
void block(double units);

/* Lets all tasks get as far as they can without time passing. Suspends. */
void settle(struct io *io);

/* ---- Tasks ---- */

/* The task of most scenarios: act() says "NAME begins", naps, and says "NAME
 * ends", "NAME fails" or "NAME is cancelled". It returns `result`, an error if
 * that is negative, or the nap's error. */
struct act {
    const char *name;
    double units;
    int result;
};
int act(struct io *io, void *arg);

/* An argument for act(), which lives as long as the block it is written in. */
#define ACT(name, units)              ACT_THEN(name, units, 0)
#define ACT_THEN(name, units, result) (&(struct act){name, units, result})

/* Makes a task, which must be awaited or detached. Exits when out of memory. */
struct async_task *spawn(struct io *io, async_fn *fn, void *arg);
struct async_task *start(struct io *io, struct act *arg);

/* Awaits `count` tasks and says all results in one event, apart from the tasks'
 * own. Suspends. */
void join(struct io *io, struct async_task **tasks, int count);

#endif
