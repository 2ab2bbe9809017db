/* cancel.c -- cancelling tasks, and taking a cancellation back. */
#include "async/runtime/cancel.h"

#include <errno.h>

#include "async/runtime/suspend.h"

/* Whether another task is cancelled instead. If tasks wait for each other in a
 * circle, the cancellation ends where it began. */
static bool pass_on(struct async_task *task)
{
    if (!task->kind || !task->kind->cancel || task->passing)
        return false;
    task->passing = true;
    bool passed = task->kind->cancel(task->object);
    task->passing = false;
    return passed;
}

static void on_cancel(void *arg)
{
    struct async_task *task = arg;
    if (!pass_on(task))
        task_wake(task, -ECANCELED);
}

/* On the loop's stack if it may be passed on: that takes frames for each task
 * in the chain of waits, which a small stack has no room for. */
void task_cancel_wait(struct async_task *task)
{
    struct loop *loop = task->loop;
    if (!task->kind || !task->kind->cancel)
        task_wake(task, -ECANCELED);
    else if (loop->running && !loop->call)
        task_call(loop->running, on_cancel, task);
    else
        on_cancel(task);
}

void async_cancel(struct async_task *task)
{
    if (task->state == TASK_DONE)
        return;
    task->cancelling++;
    if (task->state == TASK_WAITING)
        task_cancel_wait(task);
    else
        task->canceled = true;
}

int async_cancelling(struct io *io)
{
    const struct async_task *task = task_enter(io, __func__);
    return task ? task->cancelling : -EPERM;
}

int async_uncancel(struct io *io)
{
    struct async_task *task = task_enter(io, __func__);
    if (!task)
        return -EPERM;
    if (task->cancelling > 0 && --task->cancelling == 0)
        task->canceled = false;
    return task->cancelling;
}
