/* wait.c -- waiting for some of several tasks, with a time limit. */
#include <errno.h>

#include "async/runtime/loop.h"
#include "async/runtime/suspend.h"
#include "async/runtime/watch.h"

static const struct wait_kind wait_kind = {.what = "some of several tasks"};

/* Counts a task that is done from the start. */
static void count_done(struct async_join *join, const struct async_watch *watch)
{
    if (!watch->done)
        return;
    join->left--;
    bool failed = watch->result < 0 && watch->result != -ECANCELED;
    if (join->left == 0 || join->when == ASYNC_FIRST_DONE ||
        (join->when == ASYNC_FIRST_FAILED && failed))
        join->over = true;
}

/* Takes all watches off and returns how many are done. */
static int end_watches(struct async_watch *watches, int count)
{
    int done = 0;
    for (int i = 0; i < count; i++) {
        watch_remove(&watches[i]);
        done += watches[i].done;
    }
    return done;
}

int async_wait(struct io *io, struct async_watch *watches, int count,
               enum async_when when, uint64_t ns)
{
    struct async_task *self = task_enter(io, __func__);
    if (!self)
        return -EPERM;
    if (count <= 0)
        return -EINVAL;
    struct async_join join = {.waiter = self, .left = count, .when = when};
    for (int i = 0; i < count; i++) {
        watch_add(&watches[i], &join);
        count_done(&join, &watches[i]);
    }
    uint64_t until_ns = io_after_ns(io_now_ns(), ns);
    int err =
        join.over ? 0 : task_wait_for(self, &wait_kind, watches, until_ns);
    int done = end_watches(watches, count);
    return err == 0 || err == -ETIMEDOUT ? done : err;
}
