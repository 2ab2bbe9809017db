/* await.c -- waiting for a task to end, and letting it go. */
#include <assert.h>
#include <errno.h>
#include <stdio.h>

#include "async/runtime/loop.h"
#include "async/runtime/suspend.h"
#include "async/runtime/task.h"
#include "async/runtime/watch.h"

static void describe_task(const void *object, FILE *out)
{
    char number[ASYNC_NAME_MAX];
    fprintf(out, " '%s'", async_name(object, number));
}

static bool await_cancel(void *object)
{
    struct async_task *task = object;
    if (task->state == TASK_DONE)
        return false;
    async_cancel(task);
    return true;
}

static const struct wait_kind await_kind = {"task", describe_task,
                                            await_cancel};
static const struct wait_kind shield_kind = {"task", describe_task, NULL};

/* Waits for `task` to end. 0 or -ECANCELED. */
static int watch_wait(struct async_task *self, struct async_task *task,
                      const struct wait_kind *kind)
{
    if (task->state == TASK_DONE)
        return 0;
    struct async_join join = {.waiter = self, .left = 1};
    struct async_watch watch = {.task = task};
    watch_add(&watch, &join);
    int err = task_wait_for(self, kind, task, IO_NEVER);
    watch_remove(&watch);
    return err;
}

int async_await(struct io *io, struct async_task *task)
{
    struct async_task *self = task_enter(io, __func__);
    if (!self)
        return -EPERM;
    if (task == self)
        return -EDEADLK;
    assert(task->kept);
    int err = watch_wait(self, task, &await_kind);
    int result = err ? err : task->result;
    async_detach(task);
    return result;
}

int async_shield(struct io *io, struct async_task *task)
{
    struct async_task *self = task_enter(io, __func__);
    if (!self)
        return -EPERM;
    if (task == self)
        return -EDEADLK;
    int err = watch_wait(self, task, &shield_kind);
    return err ? err : task->result;
}

void async_detach(struct async_task *task)
{
    task->kept = false;
    if (task->state == TASK_DONE)
        task_free(task);
}

bool async_done(const struct async_task *task)
{
    return task->state == TASK_DONE;
}
