/* schedule.h -- runs threads one at a time, in an order that can be repeated. */
#ifndef SCHEDULE_H
#define SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

/* For what ThreadSanitizer is not to see. */
#define UNSEEN __attribute__((no_sanitize("thread")))

/* From now on who runs next is drawn by chance, from this seed. */
void sched_seed(unsigned seed);

/* From now on a script says who runs: "1@12 2 1" is thread 1 until it has come
 * to line 12, thread 2 until it ends or has to wait, then thread 1; afterwards
 * the lowest that can. Each step is printed. False: that is no script. */
bool sched_script(const char *script);

/* Threads made from now on are tasks on a loop: they change places only where
 * they await something. */
void sched_tasks(void);

/* The code at this address is about to access memory. */
void sched_touch(uintptr_t at);

enum { SCHED_STUCK = 3, SCHED_ENDLESS = 4, SCHED_RACE = 66 }; /* exits */

#endif
