/* watch.c -- waits for some of several tasks to end. */
#include "async/runtime/watch.h"

#include <errno.h>

#include "async/runtime/suspend.h"

/* The list is in the order in which watches were added; `prev` of the first is
 * the last. */
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

void completed_tell(struct async_watch *watch)
{
    struct async_completed *among = watch->among;
    watch->next = NULL;
    if (among->first)
        among->last->next = watch;
    else
        among->first = watch;
    among->last = watch;
    if (among->waiter)
        task_wake(among->waiter, 0);
}

void watches_tell(struct async_task *task)
{
    struct async_watch *watch;
    while ((watch = task->watches)) {
        task->watches = watch->next;
        watch->done = true;
        watch->result = task->result;
        if (watch->join)
            join_tell(watch->join, task->result);
        else
            completed_tell(watch);
    }
}
