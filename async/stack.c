/* stack.c -- memory for stacks, with a guard page under each. */
#include "stack.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "coroutine.h"

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102 /* Linux 6.13 */
#endif

/* Sanitizers make frames several times larger. */
#if defined(COROUTINE_ASAN) || defined(COROUTINE_TSAN)
#define STACK_BYTES ((size_t)256 * 1024)
#else
#define STACK_BYTES ((size_t)64 * 1024)
#endif
#define CHUNK_SLOTS 64

struct stack_chunk {
    struct stack_chunk *older;
    char *memory;
};

size_t stack_usable_bytes(void)
{
    return STACK_BYTES;
}

void *stack_usable(const struct stack_pool *pool, void *slot)
{
    return (char *)slot + pool->page_bytes;
}

/* The odd page under each stack also keeps equal places of neighbouring
 * stacks out of the same cache sets. */
static size_t slot_bytes(const struct stack_pool *pool)
{
    return pool->page_bytes + STACK_BYTES;
}

static int chunk_map(struct stack_pool *pool)
{
    if (!pool->page_bytes)
        pool->page_bytes = (size_t)sysconf(_SC_PAGESIZE);
    struct stack_chunk *chunk = malloc(sizeof(*chunk));
    if (!chunk)
        return -1;
    size_t bytes = CHUNK_SLOTS * slot_bytes(pool);
    chunk->memory =
        mmap(NULL, bytes, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
    if (chunk->memory == MAP_FAILED) {
        free(chunk);
        return -1;
    }
    /* One huge page would commit thirty stacks at once. */
    madvise(chunk->memory, bytes, MADV_NOHUGEPAGE);
    chunk->older = pool->chunks;
    pool->chunks = chunk;
    pool->slots_left = CHUNK_SLOTS;
    return 0;
}

/* A guard made by madvise() does not split the mapping, so there can be any
 * number of them; those of mprotect() end at vm.max_map_count. */
static void slot_guard(struct stack_pool *pool, void *slot)
{
    if (madvise(slot, pool->page_bytes, MADV_GUARD_INSTALL) &&
        mprotect(slot, pool->page_bytes, PROT_NONE))
        pool->unguarded++;
}

void *stack_take(struct stack_pool *pool)
{
    if (pool->slots_left == 0 && chunk_map(pool))
        return NULL;
    pool->slots_left--;
    void *slot = pool->chunks->memory + pool->slots_left * slot_bytes(pool);
    slot_guard(pool, slot);
    return slot;
}

void stack_pool_free(struct stack_pool *pool)
{
    while (pool->chunks) {
        struct stack_chunk *chunk = pool->chunks;
        pool->chunks = chunk->older;
        munmap(chunk->memory, CHUNK_SLOTS * slot_bytes(pool));
        free(chunk);
    }
    pool->slots_left = 0;
}
