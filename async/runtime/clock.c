/* clock.c -- a timerfd that wakes the loop at a deadline, to the microsecond.
 *
 * libuv's own timers count milliseconds: they would make each sleep up to a
 * millisecond late. */
#include "async/runtime/clock.h"

#include <errno.h>
#include <sys/timerfd.h>
#include <unistd.h>

/* Setting the timerfd again makes it unreadable, which saves reading it. */
static void on_clock(uv_poll_t *poll, int status, int events)
{
    (void)status;
    (void)events;
    struct loop *loop = poll->data;
    loop->clock_ns = 0;
    clock_set(loop, IO_NEVER);
}

int clock_open(struct loop *loop)
{
    loop->clock_fd =
        timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    if (loop->clock_fd < 0)
        return -errno;
    int err = uv_poll_init(&loop->uv, &loop->clock, loop->clock_fd);
    if (err) {
        close(loop->clock_fd);
        return err;
    }
    loop->clock.data = loop;
    loop->clock_ns = IO_NEVER;
    uv_poll_start(&loop->clock, UV_READABLE, on_clock);
    uv_unref((uv_handle_t *)&loop->clock);
    return 0;
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
 * than setting it whenever the earliest deadline is dropped. Without a deadline
 * the clock does not keep libuv waiting. */
void clock_set(struct loop *loop, uint64_t due_ns)
{
    uv_handle_t *handle = (uv_handle_t *)&loop->clock;
    if (due_ns == IO_NEVER)
        uv_unref(handle);
    else
        uv_ref(handle);
    if (due_ns < loop->clock_ns || loop->clock_ns == 0)
        clock_write(loop, due_ns);
}

void clock_close(struct loop *loop)
{
    uv_close((uv_handle_t *)&loop->clock, NULL);
    uv_run(&loop->uv, UV_RUN_NOWAIT);
    close(loop->clock_fd);
}
