/* stack.h -- memory for stacks: mapped in chunks, committed page by page. */
#ifndef OVERLAP_STACK_H
#define OVERLAP_STACK_H

#include <stddef.h>

struct stack_chunk;

/* All zero before first use. */
struct stack_pool {
    struct stack_chunk *chunks;
    size_t page_bytes;
    size_t slots_left; /* in the newest chunk */
    size_t unguarded;  /* slots whose guard page the kernel would not give */
};

/* A new slot of stack_slot_bytes(): its lowest page is a guard, which stops
 * a stack that overflows with SIGSEGV; the rest is zeroed. NULL when memory
 * or mappings are used up. A slot lives as long as its pool. */
void *stack_take(struct stack_pool *pool);

/* Bytes of a slot above the guard page, and where they begin. */
size_t stack_usable_bytes(void);
void *stack_usable(const struct stack_pool *pool, void *slot);

/* Unmaps every slot. */
void stack_pool_free(struct stack_pool *pool);

#endif
