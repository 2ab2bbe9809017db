/* interrupt.h -- the first Ctrl-C cancels the first task, the second kills. */
#ifndef OVERLAP_ASYNC_RUNTIME_INTERRUPT_H
#define OVERLAP_ASYNC_RUNTIME_INTERRUPT_H

#include "async/runtime/loop.h"

/* Ctrl-C. */
void interrupt_open(struct loop *loop);
void interrupt_close(struct loop *loop);

#endif
