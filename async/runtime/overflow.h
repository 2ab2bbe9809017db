/* overflow.h -- ends the program when a stack overflows. */
#ifndef OVERLAP_ASYNC_RUNTIME_OVERFLOW_H
#define OVERLAP_ASYNC_RUNTIME_OVERFLOW_H

#include "async/runtime/loop.h"

/* Ends the program when a stack overflows. */
#define MARK_BYTES sizeof(uint64_t)
int overflow_open(struct loop *loop);
void overflow_close(struct loop *loop);
void overflow_mark(struct async_task *task);  /* if it has no guard page */
void overflow_check(struct async_task *task); /* that the mark is intact */

#endif
