/* loop.c -- an event loop: timers and descriptors, callbacks, one thread.
 *
 * This one calls nobody yet. README.md says what to do. */
#include "loop.h"

#include <errno.h>
#include <stdlib.h>

struct loop {
    const struct loop_world *world;
};

struct loop *loop_open(const struct loop_world *world)
{
    struct loop *loop = calloc(1, sizeof *loop);
    if (loop)
        loop->world = world;
    return loop;
}

int loop_timer(struct loop *loop, long long ms, loop_on_time *on_time,
               void *arg)
{
    (void)loop, (void)ms, (void)on_time, (void)arg;
    return -ENOSYS; /* keep it, in the order in which timers are due */
}

int loop_timer_stop(struct loop *loop, int number)
{
    (void)loop, (void)number;
    return -ENOENT;
}

int loop_watch(struct loop *loop, int fd, unsigned events,
               loop_on_ready *on_ready, void *arg)
{
    (void)loop, (void)fd, (void)events, (void)on_ready, (void)arg;
    return -ENOSYS; /* epoll_ctl() */
}

int loop_unwatch(struct loop *loop, int fd)
{
    (void)loop, (void)fd;
    return -ENOENT;
}

int loop_lines(struct loop *loop, int fd, loop_on_line *on_line, void *arg)
{
    (void)loop, (void)fd, (void)on_line, (void)arg;
    return -ENOSYS; /* loop_watch(), with a callback of your own */
}

void loop_run(struct loop *loop)
{
    (void)loop; /* wait until the next timer is due; call; again */
}

void loop_stop(struct loop *loop)
{
    (void)loop;
}

void loop_close(struct loop *loop)
{
    free(loop);
}
