/* lock.c -- locks, and conditions under a lock. */
#include <errno.h>
#include <stdio.h>

#include "async/runtime/suspend.h"
#include "async/sync/semaphore.h"

static void describe_lock(const void *object, FILE *out)
{
    const struct async_lock *lock = object;
    char number[ASYNC_NAME_MAX];
    if (lock->name)
        fprintf(out, " '%s'", lock->name);
    if (lock->holder)
        fprintf(out, ", which '%s' holds", async_name(lock->holder, number));
}

static const struct wait_kind lock_kind = {.what = "lock",
                                           .describe = describe_lock};

static int lock_acquire(struct async_task *task, struct async_lock *lock)
{
    if (!lock->holder) {
        lock->holder = task;
        return 0;
    }
    struct async_waiter self = {.task = task};
    int err = waiters_wait(&lock->waiters, &self, &lock_kind, lock);
    if (err && self.served)
        async_lock_release(lock);
    return err;
}

int async_lock_acquire(struct io *io, struct async_lock *lock)
{
    struct async_task *task = task_enter(io, __func__);
    return task ? lock_acquire(task, lock) : -EPERM;
}

int async_lock_release(struct async_lock *lock)
{
    if (!lock->holder)
        return -EPERM;
    lock->holder = waiters_serve(&lock->waiters);
    return 0;
}

static void describe_condition(const void *object, FILE *out)
{
    const struct async_condition *condition = object;
    if (condition->name)
        fprintf(out, " '%s'", condition->name);
}

static const struct wait_kind condition_kind = {.what = "condition",
                                                .describe = describe_condition};

/* Acquires it whatever happens; returns an error meanwhile, or 0. */
static int lock_acquire_again(struct async_task *task, struct async_lock *lock)
{
    struct async_timeout *limits = task->timeouts;
    int failed = 0, err;
    while ((err = lock_acquire(task, lock))) {
        failed = err;
        if (err == -ENOMEM)
            task->timeouts = NULL; /* they strike at its next wait */
    }
    task->timeouts = limits;
    return failed;
}

int async_condition_wait(struct io *io, struct async_condition *condition)
{
    struct async_task *task = task_enter(io, __func__);
    if (!task || condition->lock->holder != task)
        return -EPERM;
    async_lock_release(condition->lock);
    struct async_waiter self = {.task = task};
    int err =
        waiters_wait(&condition->waiters, &self, &condition_kind, condition);
    if (err && self.served)
        waiters_serve(&condition->waiters);
    int failed = lock_acquire_again(task, condition->lock);
    return err ? err : failed;
}

int async_condition_wait_for(struct io *io, struct async_condition *condition,
                             bool (*holds)(void *arg), void *arg)
{
    int err = 0;
    while (!err && !holds(arg))
        err = async_condition_wait(io, condition);
    return err;
}

int async_condition_notify(struct async_condition *condition, int count)
{
    if (!condition->lock->holder)
        return -EPERM;
    while (count-- > 0 && waiters_serve(&condition->waiters))
        continue;
    return 0;
}

int async_condition_notify_all(struct async_condition *condition)
{
    if (!condition->lock->holder)
        return -EPERM;
    while (waiters_serve(&condition->waiters))
        continue;
    return 0;
}
