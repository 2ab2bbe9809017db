/* semaphore.c -- semaphores, and the lists of waiting tasks. */
#include <errno.h>
#include <stdio.h>

#include "async/runtime/suspend.h"
#include "async/sync/semaphore.h"

static void waiter_unlink(struct async_waiters *waiters,
                          struct async_waiter *waiter)
{
    if (waiter->prev)
        waiter->prev->next = waiter->next;
    else
        waiters->first = waiter->next;
    if (waiter->next)
        waiter->next->prev = waiter->prev;
    else
        waiters->last = waiter->prev;
}

int waiters_wait(struct async_waiters *waiters, struct async_waiter *self,
                 const struct wait_kind *kind, void *object)
{
    self->prev = waiters->last;
    if (waiters->last)
        waiters->last->next = self;
    else
        waiters->first = self;
    waiters->last = self;
    int err = task_wait_for(self->task, kind, object, IO_NEVER);
    if (!self->served)
        waiter_unlink(waiters, self);
    return err;
}

/* A task that was cancelled, or timed out, stays in the list until it has its
 * turn, but is no longer waiting. */
static struct async_waiter *waiters_wake(struct async_waiters *waiters,
                                         int result)
{
    struct async_waiter *waiter = waiters->first;
    while (waiter && waiter->task->state != TASK_WAITING)
        waiter = waiter->next;
    if (!waiter)
        return NULL;
    waiter_unlink(waiters, waiter);
    waiter->served = true;
    task_wake(waiter->task, result);
    return waiter;
}

struct async_task *waiters_serve(struct async_waiters *waiters)
{
    const struct async_waiter *waiter = waiters_wake(waiters, 0);
    return waiter ? waiter->task : NULL;
}

void waiters_end(struct async_waiters *waiters, int err)
{
    struct async_waiter *waiter;
    while ((waiter = waiters_wake(waiters, err)))
        waiter->ended = true;
}

static void describe_semaphore(const void *object, FILE *out)
{
    const struct async_semaphore *semaphore = object;
    if (semaphore->name)
        fprintf(out, " '%s'", semaphore->name);
}

static const struct wait_kind semaphore_kind = {.what = "semaphore",
                                                .describe = describe_semaphore};

int semaphore_acquire(struct async_task *task, struct async_semaphore *inside,
                      const struct wait_kind *kind, void *object)
{
    if (inside->permits > 0) {
        inside->permits--;
        return 0;
    }
    struct async_waiter self = {.task = task};
    int err = waiters_wait(&inside->waiters, &self, kind, object);
    if (err && self.served && !self.ended)
        async_semaphore_release(inside);
    return err;
}

int async_semaphore_acquire(struct io *io, struct async_semaphore *semaphore)
{
    struct async_task *task = task_enter(io, __func__);
    if (!task)
        return -EPERM;
    return semaphore_acquire(task, semaphore, &semaphore_kind, semaphore);
}

/* No permit is left lying about while a task waits, so none can overtake. */
int async_semaphore_release(struct async_semaphore *semaphore)
{
    if (semaphore->bound && semaphore->permits >= semaphore->bound)
        return -EINVAL;
    if (!waiters_serve(&semaphore->waiters))
        semaphore->permits++;
    return 0;
}
