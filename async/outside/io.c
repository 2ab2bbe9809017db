/* io.c -- the loop's io: its calls suspend the task that makes them. */
#include <errno.h>
#include <fcntl.h>

#include "async/outside/fd.h"
#include "async/outside/fetch.h"
#include "async/outside/file.h"
#include "async/outside/permits.h"
#include "async/outside/probe.h"
#include "async/outside/query.h"
#include "async/outside/ring.h"
#include "async/outside/web.h"
#include "async/runtime/suspend.h"

static int loop_sleep(struct io *io, uint64_t wake_ns)
{
    struct async_task *task = task_enter(io, "io_sleep");
    int err = task ? task_wait(task, wake_ns) : -EPERM;
    return err == -ETIMEDOUT ? 0 : err;
}

static int loop_http_get(struct io *io, const char *url, uint64_t until_ns,
                         struct io_reply *reply)
{
    return task_enter(io, "io_http_get")
               ? task_http_get(io, url, until_ns, reply)
               : -EPERM;
}

static ssize_t loop_file_read(struct io *io, int fd, void *buf, size_t len,
                              off_t at)
{
    return task_enter(io, "io_file_read") ? task_file_read(io, fd, buf, len, at)
                                          : -EPERM;
}

static ssize_t loop_file_write(struct io *io, int fd, const void *buf,
                               size_t len, off_t at)
{
    return task_enter(io, "io_file_write")
               ? task_file_write(io, fd, buf, len, at)
               : -EPERM;
}

static int loop_file_sync(struct io *io, int fd)
{
    return task_enter(io, "io_file_sync") ? task_file_sync(io, fd) : -EPERM;
}

static int loop_query(struct io *io, const struct io_statement *query,
                      uint64_t until_ns, struct io_rows *rows)
{
    return task_enter(io, "io_query") ? task_query(io, query, until_ns, rows)
                                      : -EPERM;
}

static int loop_permit_take(struct io *io, const struct io_permits *permits,
                            uint64_t until_ns)
{
    return task_enter(io, "io_permit_take")
               ? task_permit_take(io, permits, until_ns)
               : -EPERM;
}

/* A plain file is always ready, and no one can wait for it. */
static int loop_ready(struct io *io, int fd, int events, uint64_t until_ns)
{
    struct async_task *task = task_enter(io, "io_ready");
    if (!task)
        return -EPERM;
    int ready = events & IO_ANYONE ? task_wait_in_line(io, fd, events, until_ns)
                                   : task_wait_fd(task, fd, events, until_ns);
    bool is_sure =
        (ready == -EPERM || ready == -EBADF) && fcntl(fd, F_GETFD) >= 0;
    return is_sure ? events & (POLLIN | POLLOUT) : ready;
}

/* In place, but on the loop's stack: the work may need more than a task has. */
static int loop_compute(struct io *io, void (*fn)(void *arg), void *arg)
{
    struct async_task *task = task_enter(io, "io_compute");
    if (!task)
        return -EPERM;
    if (task->loop->offload)
        return async_offload(io, fn, arg);
    task_call(task, fn, arg);
    return 0;
}

static const struct io_ops loop_io = {
    .sleep = loop_sleep,
    .http_get = loop_http_get,
    .file_read = loop_file_read,
    .file_write = loop_file_write,
    .file_sync = loop_file_sync,
    .query = loop_query,
    .permit_take = loop_permit_take,
    .ready = loop_ready,
    .compute = loop_compute,
};

void async_offload_compute(struct io *io, bool offload)
{
    task_of(io)->loop->offload = offload;
}

static void on_fd_ready(struct loop *loop, uint64_t data, int events)
{
    if (data & LOOP_WEB)
        web_ready(loop, data, events);
    else
        fds_ready(loop, data, events);
}

static void on_loop_over(struct loop *loop)
{
    fetchers_free(loop);
    web_close(loop);
    ring_close(loop);
    lines_free(loop);
    fds_close(loop);
}

int async_run(async_fn *fn, void *arg)
{
    static const struct outside outside = {
        .io = &loop_io,
        .stack_bytes = probe_bytes,
        .fd_ready = on_fd_ready,
        .attend = web_attend,
        .task_over = fetcher_close,
        .loop_over = on_loop_over,
    };
    return loop_run(&outside, fn, arg);
}
