/* report.h -- tasks by name, and the loop's messages on standard error. */
#ifndef OVERLAP_ASYNC_RUNTIME_REPORT_H
#define OVERLAP_ASYNC_RUNTIME_REPORT_H

#include "async/runtime/loop.h"

/* Messages to people, on standard error. */
void report_deadlock(const struct loop *loop);
void report_survivors(const struct loop *loop);
void report_swallowed(struct async_task *task);
void report_step(const struct async_task *task, uint64_t ns);
void report_unguarded(void);
void report_debug(void); /* ASYNC_DEBUG is none of what it may be */

/* Parts of a message, from a signal handler or on a small stack: no stdio. */
void report_put(const char *text);
void report_put_number(uint64_t number, unsigned base);

#endif
