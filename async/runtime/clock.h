/* clock.h -- one timerfd wakes the loop at a deadline. */
#ifndef OVERLAP_ASYNC_RUNTIME_CLOCK_H
#define OVERLAP_ASYNC_RUNTIME_CLOCK_H

#include "async/runtime/loop.h"

/* Wakes the loop at a deadline. */
int clock_open(struct loop *loop);
void clock_set(struct loop *loop, uint64_t due_ns); /* or IO_NEVER */
void clock_fired(struct loop *loop);
void clock_close(struct loop *loop);

#endif
