/* stall.h -- in debug, prints the stack of a task that blocks the loop. */
#ifndef OVERLAP_ASYNC_RUNTIME_STALL_H
#define OVERLAP_ASYNC_RUNTIME_STALL_H

#include "async/runtime/loop.h"

/* A program that handles SIGURG itself gets no stacks. */
void stall_open(struct loop *loop);
void stall_close(struct loop *loop);

/* A step begins: if it still runs after slow_ns, its stack is printed, once. */
void stall_watch(struct loop *loop);

/* No step runs. */
void stall_rest(struct loop *loop);

#endif
