/* io.c -- the loop's io: its calls suspend the task that makes them. */
#include <errno.h>

#include "loop.h"

static int task_sleep(struct io *io, uint64_t wake_ns)
{
    int err = task_wait(task_of(io), wake_ns);
    return err == -ETIMEDOUT ? 0 : err;
}

/* In place, but on the loop's stack: the work may need more than a task's. */
static int task_compute(struct io *io, void (*fn)(void *arg), void *arg)
{
    struct async_task *task = task_of(io);
    if (task->loop->offload)
        return async_offload(io, fn, arg);
    task_call(task, fn, arg);
    return 0;
}

const struct io_ops loop_io = {
    .sleep = task_sleep,
    .http_get = task_http_get,
    .file_read = task_file_read,
    .file_write = task_file_write,
    .query = task_query,
    .compute = task_compute,
};

void async_offload_compute(struct io *io, bool offload)
{
    task_of(io)->loop->offload = offload;
}
