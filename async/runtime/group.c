/* group.c -- tasks that fail together and are waited for together. */
#include "async/runtime/group.h"

#include <errno.h>

#include "async/runtime/suspend.h"
#include "async/runtime/task.h"

static const struct wait_kind group_kind = {.what = "the tasks of its group"};

/* Forgets how the earlier tasks ended. */
static void group_renew(struct async_group *group)
{
    group->err = 0;
    group->failed = 0;
    group->swallowed = 0;
    group->aborting = false;
    group->owner_err = 0;
    group->over = false;
}

void group_enter(struct async_group *group, struct async_task *task)
{
    if (group->over)
        group_renew(group);
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

static void group_abort(struct async_group *group)
{
    group->aborting = true;
    async_group_cancel(group);
}

static void group_record(struct async_group *group,
                         const struct async_failure *failure)
{
    if (group->failed < group->failure_capacity)
        group->failures[group->failed] = *failure;
    if (!group->failed)
        group->err = failure->err;
    group->failed++;
}

/* The first failure also cancels the owner, unless it is waiting for the
 * group. */
static void group_note_failure(struct async_group *group,
                               struct async_task *task)
{
    group_record(group, &(struct async_failure){.task = task,
                                                .name = task->name,
                                                .arg = task->arg,
                                                .err = task->result});
    if (group->aborting)
        return;
    group_abort(group);
    if (!group->waited_for) {
        group->owner_canceled = true;
        async_cancel(group->owner);
    }
}

void group_leave(struct async_task *task)
{
    struct async_group *group = task->group;
    group_unlink(group, task);
    if (task->result < 0 && task->result != -ECANCELED)
        group_note_failure(group, task);
    else if (task->result >= 0 && task->cancelling)
        group->swallowed++;
    if (!group->tasks && group->waited_for)
        task_wake(group->owner, 0);
}

void async_group_open(struct async_group *group, struct io *owner)
{
    *group = (struct async_group){.owner = task_of(owner)};
}

void async_group_report(struct async_group *group,
                        struct async_failure *failures, int capacity)
{
    group->failures = failures;
    group->failure_capacity = capacity;
}

int async_group_spawn(struct async_group *group, async_fn *fn, void *arg)
{
    const struct async_options options = {.group = group};
    const struct async_task *self = task_running(__func__);
    if (!self || self->loop != group->owner->loop)
        return -EPERM;
    if (group->aborting && !group->over)
        return -ESHUTDOWN;
    return task_spawn(self->loop, &options, fn, arg) ? 0 : -ENOMEM;
}

void async_group_cancel(struct async_group *group)
{
    for (struct async_task *task = group->tasks; task; task = task->older)
        async_cancel(task);
}

void async_group_fail(struct async_group *group, int err)
{
    if (group->over)
        group_renew(group);
    group->owner_err = err;
    if (!group->aborting)
        group_abort(group);
}

/* Whether anyone but the group cancelled the owner. */
static bool owner_is_canceled(struct async_group *group)
{
    bool by_group = group->owner_canceled;
    group->owner_canceled = false;
    if (by_group && async_uncancel(&group->owner->io) == 0)
        return false;
    return group->owner_err == -ECANCELED;
}

/* 0, or -ECANCELED if the owner was cancelled meanwhile, or -ENOMEM. Only the
 * first error is passed on to the tasks, as a cancellation. */
static int wait_for_tasks(struct async_group *group)
{
    struct async_timeout *limits = group->owner->timeouts;
    int failed = 0;
    group->waited_for = true;
    while (group->tasks) {
        int err = task_wait_for(group->owner, &group_kind, group, IO_NEVER);
        if (err == -ENOMEM)
            group->owner->timeouts = NULL; /* they strike at its next wait */
        if (err && !group->aborting) {
            failed = err;
            group_abort(group);
        }
    }
    group->owner->timeouts = limits;
    group->waited_for = false;
    return failed;
}

int async_group_wait(struct async_group *group)
{
    struct async_task *owner = group->owner;
    if (task_enter(&owner->io, __func__) != owner)
        return -EPERM;
    int canceled = owner_is_canceled(group) ? -ECANCELED : 0;
    int err = wait_for_tasks(group);
    if (group->owner_err && group->owner_err != -ECANCELED)
        group_record(group, &(struct async_failure){.task = owner,
                                                    .name = owner->name,
                                                    .arg = owner->arg,
                                                    .err = group->owner_err});
    group->over = true;
    if (group->failed)
        return group->err;
    return canceled ? canceled : err;
}
