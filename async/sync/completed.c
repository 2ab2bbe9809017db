/* completed.c -- tasks in the order in which they end. */
#include <errno.h>

#include "async/runtime/loop.h"
#include "async/runtime/suspend.h"
#include "async/runtime/watch.h"

static const struct wait_kind completed_kind = {
    .what = "the next of several tasks"};

void async_completed_open(struct async_completed *completed,
                          struct async_watch *watches, int count)
{
    *completed = (struct async_completed){
        .watches = watches, .count = count, .left = count};
    for (int i = 0; i < count; i++) {
        watches[i].among = completed;
        watch_add(&watches[i], NULL);
        if (watches[i].done)
            completed_tell(&watches[i]);
    }
}

int async_completed_next(struct io *io, struct async_completed *completed,
                         struct async_watch **watch)
{
    struct async_task *task = task_enter(io, __func__);
    if (!task)
        return -EPERM;
    if (completed->left <= 0)
        return -ENOENT;
    int err = 0;
    if (!completed->first) {
        completed->waiter = task;
        err = task_wait_for(task, &completed_kind, completed, IO_NEVER);
        completed->waiter = NULL;
    }
    if (err)
        return err;
    *watch = completed->first;
    completed->first = completed->first->next;
    completed->left--;
    return 0;
}

void async_completed_close(struct async_completed *completed)
{
    for (int i = 0; i < completed->count; i++)
        watch_remove(&completed->watches[i]);
}
