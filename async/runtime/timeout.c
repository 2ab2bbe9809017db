/* timeout.c -- time limits on stretches of a task. */
#include "async/runtime/timeout.h"

#include <errno.h>

#include "async/runtime/suspend.h"

uint64_t timeouts_next_ns(const struct async_task *task, uint64_t until_ns)
{
    for (const struct async_timeout *limit = task->timeouts; limit;
         limit = limit->outer)
        if (!limit->expired && limit->due_ns < until_ns)
            until_ns = limit->due_ns;
    return until_ns;
}

bool timeouts_expire(struct async_task *task, uint64_t now_ns)
{
    bool any = false;
    for (struct async_timeout *limit = task->timeouts; limit;
         limit = limit->outer)
        if (!limit->expired && limit->due_ns <= now_ns) {
            limit->expired = true;
            any = true;
            async_cancel(task);
        }
    return any;
}

int async_timeout_open(struct async_timeout *timeout, struct io *io,
                       uint64_t ns)
{
    return async_timeout_open_at(timeout, io, io_after_ns(io_now_ns(), ns));
}

int async_timeout_open_at(struct async_timeout *timeout, struct io *io,
                          uint64_t due_ns)
{
    struct async_task *task = task_enter(io, "async_timeout_open");
    *timeout = (struct async_timeout){.task = task, .due_ns = IO_NEVER};
    if (!task)
        return -EPERM;
    timeout->due_ns = due_ns;
    timeout->cancelling = task->cancelling;
    timeout->outer = task->timeouts;
    task->timeouts = timeout;
    return 0;
}

/* Only by the task itself, which waits for nothing now: so its timer is set
 * when it next does. */
int async_timeout_reschedule(struct async_timeout *timeout, uint64_t due_ns)
{
    struct async_task *task = timeout->task;
    if (!task || task_enter(&task->io, __func__) != task)
        return -EPERM;
    if (timeout->expired)
        return -EALREADY;
    timeout->due_ns = due_ns;
    return 0;
}

int async_timeout_close(struct async_timeout *timeout, int err)
{
    struct async_task *task = timeout->task;
    if (!task)
        return err;
    task->timeouts = timeout->outer;
    if (!timeout->expired)
        return err;
    bool alone = async_uncancel(&task->io) <= timeout->cancelling;
    return alone && err == -ECANCELED ? -ETIMEDOUT : err;
}
