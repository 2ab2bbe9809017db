/* await.c -- waiting for tasks to end: for one, or for some of several. */
#include <assert.h>
#include <errno.h>
#include <stdio.h>

#include "async/runtime/loop.h"

/* The list is in the order in which its watches were added; the first one's
 * `prev` is the last. */
void watch_add(struct async_watch *watch, struct async_join *join)
{
    struct async_task *task = watch->task;
    watch->join = join;
    watch->done = task->state == TASK_DONE;
    watch->result = watch->done ? task->result : -EINPROGRESS;
    watch->next = NULL;
    if (watch->done)
        return;
    struct async_watch *first = task->watches;
    watch->prev = first ? first->prev : watch;
    if (first) {
        first->prev->next = watch;
        first->prev = watch;
    } else {
        task->watches = watch;
    }
}

void watch_remove(struct async_watch *watch)
{
    if (watch->done)
        return;
    struct async_watch *first = watch->task->watches;
    if (watch == first)
        watch->task->watches = watch->next;
    else
        watch->prev->next = watch->next;
    if (watch->next)
        watch->next->prev = watch->prev;
    else if (watch != first)
        first->prev = watch->prev;
}

static void join_tell(struct async_join *join, int result)
{
    bool failed = result < 0 && (result != -ECANCELED || join->cancel_fails);
    if (failed && !join->err)
        join->err = result;
    join->left--;
    if (join->left > 0 && join->when != ASYNC_FIRST_DONE &&
        (join->when != ASYNC_FIRST_FAILED || !failed))
        return;
    join->over = true;
    task_wake(join->waiter, 0);
}

void watches_tell(struct async_task *task)
{
    struct async_watch *watch;
    while ((watch = task->watches)) {
        task->watches = watch->next;
        watch->done = true;
        watch->result = task->result;
        join_tell(watch->join, task->result);
    }
}

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
