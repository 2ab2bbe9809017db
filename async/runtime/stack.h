/* stack.h -- memory for stacks: mapped in chunks, committed page by page. */
#ifndef OVERLAP_ASYNC_RUNTIME_STACK_H
#define OVERLAP_ASYNC_RUNTIME_STACK_H

#include <stdbool.h>
#include <stddef.h>

struct stack_chunk;
struct async_task;

/* Stacks of one size. Those of at least a page have a guard page below, so that
 * an overflow raises SIGSEGV; smaller ones lie side by side. */
struct stack_pool {
    struct stack_pool *next;
    size_t asked_bytes; /* as passed to stack_pool_open() */
    size_t stack_bytes; /* of each stack */
    size_t guard_bytes; /* below it; 0: none */
    size_t slot_bytes;  /* both, with padding */
    bool by_mprotect;   /* madvise() makes no guards on this kernel */
    size_t guards;      /* made by mprotect() */
    size_t unguarded;   /* stacks that should have a guard, but got none */
    struct stack_chunk *chunks;
    size_t slots_left;       /* in the newest chunk */
    struct async_task *idle; /* tasks that ended, to be reused */
};

/* Opens a pool of stacks with room for `asked_bytes` and another `extra_bytes`;
 * if `asked_bytes` is 0, for 64 KiB in all. With `exact`, small stacks have a
 * guard, too, right where that room ends. */
void stack_pool_open(struct stack_pool *pool, size_t asked_bytes,
                     size_t extra_bytes, bool exact);

/* The lowest address of a new stack, which is zeroed and lives as long as its
 * pool. NULL: no memory or mappings are left. */
void *stack_take(struct stack_pool *pool);

/* Whether `address` is in the guard of the stack at `stack`. */
bool stack_guards(const struct stack_pool *pool, const void *stack,
                  const void *address);

/* Fills a new stack if it will be measured how much of it was used. */
#define STACK_PAINT 0xa5

/* Unmaps every stack. */
void stack_pool_close(struct stack_pool *pool);

#endif
