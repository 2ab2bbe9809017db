/* gather.c -- several calls at once, with their results in order. */
#include <errno.h>

#include "async/runtime/loop.h"
#include "async/runtime/suspend.h"
#include "async/runtime/task.h"
#include "async/runtime/watch.h"

struct gather {
    struct async_call *calls;
    int count;
    struct async_join join;
    bool canceled; /* the calls were cancelled in place of the caller */
};

static bool gather_cancel(void *object)
{
    struct gather *gather = object;
    bool passed = false;
    for (int i = 0; i < gather->count; i++)
        if (!gather->calls[i].watch.done) {
            async_cancel(gather->calls[i].watch.task);
            passed = true;
        }
    gather->canceled |= passed;
    return passed;
}

static const struct wait_kind gather_kind = {.what = "the calls it gathers",
                                             .cancel = gather_cancel};

/* Cancels the calls before any has begun, so that none does. */
static void take_back(const struct async_call *calls, int count)
{
    for (int i = 0; i < count; i++)
        async_cancel(calls[i].watch.task);
}

static int spawn_all(struct loop *loop, struct async_call *calls, int count)
{
    static const struct async_options usual;
    for (int i = 0; i < count; i++) {
        struct async_call *call = &calls[i];
        call->watch.task = task_spawn(loop, &usual, call->fn, call->arg);
        if (!call->watch.task) {
            take_back(calls, i);
            return -ENOMEM;
        }
    }
    return 0;
}

/* Waits for the calls. 0, -ECANCELED if the caller itself was cancelled, or
 * -ENOMEM if it could not wait. */
static int gather_wait(struct gather *gather)
{
    for (int i = 0; i < gather->count; i++)
        watch_add(&gather->calls[i].watch, &gather->join);
    int err =
        task_wait_for(gather->join.waiter, &gather_kind, gather, IO_NEVER);
    for (int i = 0; i < gather->count; i++) {
        watch_remove(&gather->calls[i].watch);
        gather->calls[i].result = gather->calls[i].watch.result;
    }
    if (err == -ENOMEM)
        take_back(gather->calls, gather->count);
    return err;
}

static int gather_run(struct gather *gather)
{
    if (gather->count <= 0)
        return 0;
    int err =
        spawn_all(gather->join.waiter->loop, gather->calls, gather->count);
    err = err ? err : gather_wait(gather);
    if (err)
        return err;
    if (gather->join.err && gather->join.when == ASYNC_FIRST_FAILED)
        return gather->join.err;
    return gather->canceled ? -ECANCELED : 0;
}

int async_gather(struct io *io, struct async_call *calls, int count)
{
    struct gather gather = {
        .calls = calls,
        .count = count,
        .join = {.waiter = task_enter(io, __func__),
                 .left = count,
                 .when = ASYNC_FIRST_FAILED,
                 .cancel_fails = true},
    };
    return gather.join.waiter ? gather_run(&gather) : -EPERM;
}

int async_gather_all(struct io *io, struct async_call *calls, int count)
{
    struct gather gather = {
        .calls = calls,
        .count = count,
        .join = {.waiter = task_enter(io, __func__), .left = count},
    };
    return gather.join.waiter ? gather_run(&gather) : -EPERM;
}
