/* stack.h -- memory for a task's stack. Given; the grader has one of its own,
 * which counts. */
#ifndef STACK_H
#define STACK_H

#include <stddef.h>

#define STACK_BYTES ((size_t)256 * 1024)

/* The lowest address of a new stack of STACK_BYTES, or NULL. */
void *stack_take(void);

/* Unmaps a stack. Nobody may be running on it. */
void stack_give_back(void *stack);

#endif
