/* world.c -- the machine's own clock, and epoll_wait(). Given: leave it be. */
#include <time.h>

#include "loop.h"

static long long now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

const struct loop_world loop_real = {now_ms, epoll_wait};
