/* group.c -- tasks that fail together, and are waited for together. */
#include <errno.h>

#include "loop.h"

void group_enter(struct async_group *group, struct async_task *task)
{
    task->group = group;
    task->newer = NULL;
    task->older = group->tasks;
    if (task->older)
        task->older->newer = task;
    group->tasks = task;
}

static void group_unlink(struct async_group *group, struct async_task *task)
{
    if (task->newer)
        task->newer->older = task->older;
    else
        group->tasks = task->older;
    if (task->older)
        task->older->newer = task->newer;
}

void group_leave(struct async_task *task)
{
    struct async_group *group = task->group;
    group_unlink(group, task);
    if (!group->owner)
        return; /* strays fail alone */
    int err = task->result;
    if (err < 0 && err != -ECANCELED && !group->err) {
        group->err = err;
        async_group_cancel(group);
    }
    if (!group->tasks && group->waited_for)
        task_wake(group->owner, 0);
}

void async_group_open(struct async_group *group, struct io *owner)
{
    *group = (struct async_group){.owner = task_of(owner)};
}

int async_group_spawn(struct async_group *group, async_fn *fn, void *arg)
{
    struct loop *loop = group->owner->loop;
    return task_spawn(loop, group, fn, arg) ? 0 : -ENOMEM;
}

void async_group_cancel(struct async_group *group)
{
    for (struct async_task *task = group->tasks; task; task = task->older)
        async_cancel(task);
}

int async_group_wait(struct async_group *group)
{
    int canceled = 0;
    group->waited_for = true;
    while (group->tasks) {
        int err = task_wait(group->owner, IO_NEVER);
        if (err) {
            canceled = err;
            async_group_cancel(group);
        }
    }
    int err = group->err ? group->err : canceled;
    *group = (struct async_group){.owner = group->owner};
    return err;
}
