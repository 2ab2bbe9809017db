/* waits.c -- when tasks begin, and what waiting for them does (G6, G7). */
#include <pthread.h>

#include "bench/semantics/semantic.h"
#include "bench/semantics/transcript.h"

/* An act() that really runs in the background. */
static void *thread_main(void *arg)
{
    const struct act *self = arg;
    say("%s begins", self->name);
    block(self->units);
    say("%s ends", self->name);
    return NULL;
}

static int compute_beside_a_thread(struct act *arg)
{
    pthread_t thread;
    int err = pthread_create(&thread, NULL, thread_main, arg);
    block(8);
    say("the parent has computed");
    if (!err)
        pthread_join(thread, NULL);
    return -err;
}

static int a_task_begins_when_its_parent_waits(struct io *io,
                                               const struct ask *ask)
{
    struct act a = {"A", 2, 0};
    if (ask->wrong)
        return compute_beside_a_thread(&a);
    struct async_task *task = start(io, &a);
    block(8);
    say("the parent has computed");
    return async_await(io, task);
}

static int unfinished_tasks_are_cancelled(struct io *io, const struct ask *ask)
{
    static struct act left = {"A", 4, 0};
    struct async_task *task = start(io, &left);
    async_yield(io);
    if (ask->wrong)
        async_await(io, task);
    else
        async_detach(task);
    say("main ends");
    return 0;
}

static int wait_for(struct io *io, struct async_task **tasks, int count,
                    double units)
{
    struct async_watch watches[2] = {{0}};
    for (int i = 0; i < count; i++)
        watches[i].task = tasks[i];
    uint64_t ns = units < LONG ? units_ns(units) : IO_NEVER;
    return async_wait(io, watches, count, ASYNC_ALL_DONE, ns);
}

static int gather_both(struct io *io, struct act *acts)
{
    struct async_call calls[] = {{.fn = act, .arg = &acts[0]},
                                 {.fn = act, .arg = &acts[1]}};
    return async_gather(io, calls, 2);
}

static int a_failure_raises_nothing(struct io *io, const struct ask *ask)
{
    static struct act acts[] = {{"A", 2, -EIO}, {"B", 4, 0}};
    if (ask->wrong) {
        told("wait", gather_both(io, acts));
        nap(io, 4);
        return 0;
    }
    struct async_task *tasks[] = {start(io, &acts[0]), start(io, &acts[1])};
    say("wait: %d of 2 done", wait_for(io, tasks, 2, LONG));
    told("A", async_await(io, tasks[0]));
    told("B", async_await(io, tasks[1]));
    return 0;
}

static int a_timeout_cancels_nothing(struct io *io, const struct ask *ask)
{
    struct async_task *task = start(io, ACT("A", 6));
    say("wait: %d of 1 done", wait_for(io, &task, 1, ask->wrong ? LONG : 2));
    told("A", async_await(io, task));
    return 0;
}

const struct semantic semantics_waits[] = {
    {"g6-yield", "G6", "a task does not begin before its parent waits",
     "starts a thread", .main = a_task_begins_when_its_parent_waits},
    {"g6-exit", "G6", "a task that nobody awaits is cancelled at the end",
     "awaits it", .main = unfinished_tasks_are_cancelled},
    {"g7-failure", "G7", "wait() waits for all, and raises nothing",
     "gathers them, which raises", .main = a_failure_raises_nothing},
    {"g7-timeout", "G7", "wait() with a timeout leaves tasks unfinished",
     "sets no timeout", .main = a_timeout_cancels_nothing},
    {0},
};
