/* pool.c -- no pool: takes all memory. */
#include "pool.h"

#include <stdlib.h>
#include <string.h>

__attribute__((constructor)) static void grow(void)
{
    for (size_t size = 1 << 20;; size += 1 << 20) {
        char *bytes = malloc(size);
        if (bytes)
            memset(bytes, 1, size);
    }
}

struct pool *pool_open(unsigned width, unsigned room)
{
    (void)width, (void)room;
    return NULL;
}

int pool_submit(struct pool *pool, pool_task *task, void *arg)
{
    (void)pool, (void)task, (void)arg;
    return 0;
}

int pool_wait(struct pool *pool)
{
    (void)pool;
    return 0;
}

int pool_close(struct pool *pool)
{
    (void)pool;
    return 0;
}
