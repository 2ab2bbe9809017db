/* transcript.h -- what scenarios share: their transcript, and common tasks.
 *
 * A scenario prints what happens, in order and without times. Times are
 * counted in units of SCENARIO_UNIT_MS (10 by default), and order events only
 * where they are a unit apart. */
#ifndef OVERLAP_BENCH_SEMANTICS_TRANSCRIPT_H
#define OVERLAP_BENCH_SEMANTICS_TRANSCRIPT_H

#include <errno.h>
#include <stdint.h>

#include "async/async.h"

#define LONG 1000 /* units: nobody waits so long */

/* ---- The transcript; from any thread ---- */

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

/* Or else they are not said, but put into `text`, with blanks between. */
void take_events(char *text, size_t size);

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
 * "NAME ends", "NAME fails" or "NAME is cancelled"; `result` is what it then
 * returns: an error, if it is negative. */
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

#endif
