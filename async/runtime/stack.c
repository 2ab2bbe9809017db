/* stack.c -- memory for stacks, with a guard page below each large one. */
#include "async/runtime/stack.h"

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "async/runtime/coroutine.h"

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102 /* Linux 6.13 */
#endif

/* Sanitizers make frames several times larger, and probe.c cannot measure by
 * how much. */
#if defined(COROUTINE_ASAN) || defined(COROUTINE_TSAN)
#define STACK_BYTES       ((size_t)256 * 1024)
#define STACK_SMALL_BYTES STACK_BYTES
#else
#define STACK_BYTES       ((size_t)64 * 1024)
#define STACK_SMALL_BYTES ((size_t)0)
#endif

#define LINE_BYTES      64 /* a cache line: neighbours share none */
#define CHUNK_SLOTS     64
#define CHUNK_MIN_BYTES ((size_t)16 * 1024) /* of small stacks */
#define CHUNK_MAX_BYTES ((size_t)1024 * 1024)

struct stack_chunk {
    struct stack_chunk *older;
    char *memory;
    size_t bytes;
};

static size_t page_bytes(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

static size_t round_up(size_t bytes, size_t unit)
{
    return (bytes + unit - 1) / unit * unit;
}

/* With the guard page, the distance between stacks is no power of two, which
 * keeps the same places of neighbours out of the same cache sets. */
void stack_pool_open(struct stack_pool *pool, size_t asked_bytes,
                     size_t extra_bytes, bool exact)
{
    *pool = (struct stack_pool){.asked_bytes = asked_bytes};
    size_t least = asked_bytes ? STACK_SMALL_BYTES : STACK_BYTES - extra_bytes;
    size_t bytes = asked_bytes < least ? least : asked_bytes;
    size_t page = page_bytes();
    pool->stack_bytes = round_up(bytes + extra_bytes, LINE_BYTES);
    pool->slot_bytes = pool->stack_bytes;
    bool is_small = pool->stack_bytes < page;
    if (is_small && !exact)
        return;
    pool->guard_bytes = page;
    pool->slot_bytes = page + round_up(pool->stack_bytes, page);
    if (!is_small)
        pool->stack_bytes = pool->slot_bytes - page;
}

/* Guarded stacks commit what they use. Small ones are used whole, and it costs
 * a tenth to get all pages of a chunk at once; chunks grow, so that only a pool
 * of many stacks gets many pages. */
static size_t chunk_bytes(const struct stack_pool *pool)
{
    if (pool->guard_bytes)
        return CHUNK_SLOTS * pool->slot_bytes;
    size_t bytes = pool->chunks ? 2 * pool->chunks->bytes : CHUNK_MIN_BYTES;
    return bytes < CHUNK_MAX_BYTES ? bytes : CHUNK_MAX_BYTES;
}

static int chunk_map(struct stack_pool *pool)
{
    struct stack_chunk *chunk = malloc(sizeof(*chunk));
    if (!chunk)
        return -1;
    chunk->bytes = chunk_bytes(pool);
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK;
    chunk->memory = mmap(NULL, chunk->bytes, PROT_READ | PROT_WRITE,
                         flags | (pool->guard_bytes ? 0 : MAP_POPULATE), -1, 0);
    if (chunk->memory == MAP_FAILED) {
        free(chunk);
        return -1;
    }
    /* One huge page would commit thirty stacks. */
    if (pool->guard_bytes)
        madvise(chunk->memory, chunk->bytes, MADV_NOHUGEPAGE);
    chunk->older = pool->chunks;
    pool->chunks = chunk;
    pool->slots_left = chunk->bytes / pool->slot_bytes;
    return 0;
}

/* A guard made by mprotect() costs the process two mappings, and with none left
 * it gets no stacks at all: so a pool's guards take at most half of them. */
static size_t guards_allowed;

static void guards_count(void)
{
    unsigned long mappings = 65530;
    FILE *file = fopen("/proc/sys/vm/max_map_count", "re");
    if (file && fscanf(file, "%lu", &mappings) != 1)
        mappings = 65530;
    if (file)
        fclose(file);
    guards_allowed = mappings / 4;
}

/* A guard made by madvise() does not split the mapping, so their number is not
 * limited. */
static void guard(struct stack_pool *pool, void *memory)
{
    if (!pool->by_mprotect &&
        madvise(memory, pool->guard_bytes, MADV_GUARD_INSTALL) == 0)
        return;
    pool->by_mprotect = true;
    static pthread_once_t counted = PTHREAD_ONCE_INIT;
    pthread_once(&counted, guards_count);
    if (pool->guards < guards_allowed &&
        mprotect(memory, pool->guard_bytes, PROT_NONE) == 0)
        pool->guards++;
    else
        pool->unguarded++;
}

void *stack_take(struct stack_pool *pool)
{
    if (pool->slots_left == 0 && chunk_map(pool))
        return NULL;
    pool->slots_left--;
    char *slot = pool->chunks->memory + pool->slots_left * pool->slot_bytes;
    if (pool->guard_bytes)
        guard(pool, slot);
    return slot + pool->guard_bytes;
}

bool stack_guards(const struct stack_pool *pool, const void *stack,
                  const void *address)
{
    uintptr_t end = (uintptr_t)stack, at = (uintptr_t)address;
    return at < end && at >= end - pool->guard_bytes;
}

void stack_pool_close(struct stack_pool *pool)
{
    while (pool->chunks) {
        struct stack_chunk *chunk = pool->chunks;
        pool->chunks = chunk->older;
        munmap(chunk->memory, chunk->bytes);
        free(chunk);
    }
    pool->slots_left = 0;
}
