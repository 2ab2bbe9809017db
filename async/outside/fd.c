/* fd.c -- waiting until a descriptor is ready. */
#include <errno.h>

#include "async/runtime/loop.h"
#include "async/runtime/suspend.h"

/* Lies on the waiter's stack, so the waiter also waits until the handle is
 * closed: only then does libuv no longer use that memory. */
struct fd_wait {
    uv_poll_t poll;
    struct async_task *task;
    int fd, events;
    int result;
    bool closed;
};

static void on_closed(uv_handle_t *handle)
{
    struct fd_wait *wait = handle->data;
    wait->closed = true;
    task_wake(wait->task, 0);
}

/* The handle is closed in the same turn, so the task is woken only once. */
static void on_ready(uv_poll_t *poll, int status, int events)
{
    struct fd_wait *wait = poll->data;
    wait->result = status;
    if (events & UV_READABLE)
        wait->result |= POLLIN;
    if (events & UV_WRITABLE)
        wait->result |= POLLOUT;
    uv_close((uv_handle_t *)poll, on_closed);
}

static void wait_begin(void *arg)
{
    struct fd_wait *wait = arg;
    wait->result = uv_poll_init(&wait->task->loop->uv, &wait->poll, wait->fd);
    if (wait->result < 0) {
        wait->closed = true;
        return;
    }
    wait->poll.data = wait;
    int events = (wait->events & POLLIN ? UV_READABLE : 0) |
                 (wait->events & POLLOUT ? UV_WRITABLE : 0);
    uv_poll_start(&wait->poll, events, on_ready);
}

static void wait_end(void *arg)
{
    struct fd_wait *wait = arg;
    uv_close((uv_handle_t *)&wait->poll, on_closed);
}

int async_wait_fd(struct io *io, int fd, int events)
{
    if (!task_enter(io, __func__))
        return -EPERM;
    struct fd_wait wait = {.task = task_of(io), .fd = fd, .events = events};
    task_call(wait.task, wait_begin, &wait);
    if (wait.closed)
        return wait.result;
    int err = task_wait(wait.task, io->deadline_ns);
    if (!uv_is_closing((uv_handle_t *)&wait.poll))
        task_call(wait.task, wait_end, &wait);
    while (!wait.closed)
        task_wait_committed(wait.task);
    return err ? err : wait.result;
}
