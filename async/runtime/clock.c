/* clock.c -- a timerfd that wakes the loop at a deadline, to the microsecond.
 *
 * libuv's own timers count milliseconds: they would make each sleep up to a
 * millisecond late. */
#include "async/runtime/clock.h"

#include <errno.h>
#include <sys/timerfd.h>
#include <unistd.h>

/* It stays readable until it is set again, which it is before the loop waits. */
void clock_fired(struct loop *loop)
{
    loop->clock_ns = 0;
}

int clock_open(struct loop *loop)
{
    loop->clock_ns = IO_NEVER;
    loop->clock_fd =
        timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    if (loop->clock_fd < 0)
        return -errno;
    int err = loop_watch(loop, loop->clock_fd, LOOP_CLOCK);
    if (err)
        close(loop->clock_fd);
    return err;
}

static void clock_write(struct loop *loop, uint64_t due_ns)
{
    struct itimerspec due = {{0}, {0}};
    if (due_ns != IO_NEVER) {
        due.it_value.tv_sec = (time_t)(due_ns / 1000000000);
        due.it_value.tv_nsec = (long)(due_ns % 1000000000);
    }
    timerfd_settime(loop->clock_fd, TFD_TIMER_ABSTIME, &due, NULL);
    loop->clock_ns = due_ns;
}

/* The clock is never set later: waking too early costs a turn, which is less
 * than setting it whenever the earliest deadline is dropped. */
void clock_set(struct loop *loop, uint64_t due_ns)
{
    if (due_ns < loop->clock_ns || loop->clock_ns == 0)
        clock_write(loop, due_ns);
}

void clock_close(struct loop *loop)
{
    close(loop->clock_fd);
}
