/* try.c -- eight tasks on three threads. */
#include <stdio.h>
#include <unistd.h>

#include "pool.h"

static int hello(void *arg)
{
    int *number = arg;
    printf("task %d begins\n", *number);
    usleep(200000);
    printf("task %d ends\n", *number);
    return 0;
}

int main(void)
{
    int numbers[8];
    struct pool *pool = pool_open(3, 4);
    if (!pool) {
        fputs("pool_open() returned NULL: begin there, in pool.c\n", stderr);
        return 1;
    }
    for (int i = 0; i < 8; i++) {
        numbers[i] = i;
        if (pool_submit(pool, hello, &numbers[i]) < 0)
            fprintf(stderr, "task %d was not submitted\n", i);
    }
    printf("all submitted\n");
    printf("pool_wait() returned %d\n", pool_wait(pool));
    return pool_close(pool) < 0;
}
