/* stack.h -- memory for stacks: mapped in chunks, committed page by page. */
#ifndef OVERLAP_ASYNC_RUNTIME_STACK_H
#define OVERLAP_ASYNC_RUNTIME_STACK_H

#include <stdbool.h>
#include <stddef.h>

struct stack_chunk;
struct async_task;

/* Stacks of one size. Those of at least a page have a guard page below, which
 * stops a stack that overflows with SIGSEGV; smaller ones lie side by side. */
struct stack_pool {
    struct stack_pool *next;
    size_t asked_bytes; /* what was asked for */
    size_t stack_bytes; /* what there is */
    size_t guard_bytes; /* below it; 0: none */
    size_t slot_bytes;  /* both, and what is lost between them */
    bool by_mprotect;   /* the kernel has no other guards */
    size_t guards;      /* made by mprotect() */
    size_t unguarded;   /* slots whose guard page the kernel would not give */
    struct stack_chunk *chunks;
    size_t slots_left;       /* in the newest chunk */
    struct async_task *idle; /* tasks that ended: their stacks serve again */
};

/* A pool of stacks on which `asked_bytes` can be used beside `extra_bytes` of
 * something else; 0 asks for the default, 64 KiB with everything. With `exact`,
 * small ones get a guard, too, where what was asked for ends. */
void stack_pool_open(struct stack_pool *pool, size_t asked_bytes,
                     size_t extra_bytes, bool exact);

/* A new stack, zeroed: the lowest address of its stack_bytes. NULL when memory
 * or mappings are used up. It lives as long as its pool. */
void *stack_take(struct stack_pool *pool);

/* Whether `address` is in the guard of the stack at `stack`. */
bool stack_guards(const struct stack_pool *pool, const void *stack,
                  const void *address);

/* What a new stack is filled with when it will be looked at how much was used. */
#define STACK_PAINT 0xa5

/* Unmaps every stack. */
void stack_pool_close(struct stack_pool *pool);

#endif
