/* coroutines.c -- what survives a wait; where one may wait; runs (G8-G10). */
#include <stdlib.h>

#include "bench/semantics/semantic.h"
#include "bench/semantics/transcript.h"

/* Waits at the bottom of `depth` calls, and adds up on the way back. */
static int descend(struct io *io, int depth)
{
    int mine = depth;
    if (depth == 0)
        return nap(io, 1);
    return descend(io, depth - 1) + mine;
}

/* The same, but all calls share one variable that each should have. */
static int descend_shared(struct io *io, int depth)
{
    static int mine;
    mine = depth;
    if (depth == 0)
        return nap(io, 1);
    int below = descend_shared(io, depth - 1);
    return below + mine;
}

static int descend_forty(struct io *io, void *arg)
{
    const struct ask *ask = arg;
    return ask->wrong ? descend_shared(io, 40) : descend(io, 40);
}

static int locals_survive_a_wait(struct io *io, const struct ask *ask)
{
    struct async_task *other = spawn(io, descend_forty, (void *)ask);
    int sum = ask->wrong ? descend_shared(io, 50) : descend(io, 50);
    say("1 + 2 + ... + 50 = %d", sum);
    say("1 + 2 + ... + 40 = %d", async_await(io, other));
    return 0;
}

static void wait_in_place(void *io)
{
    told("inside io_compute()", async_yield(io));
}

static int waits_of_a_task(struct io *io, void *arg)
{
    (void)arg;
    told("outside of async_run()", async_yield(io));
    told("inside io_compute()", async_yield(io));
    return 0;
}

static int waits_outside_a_task(struct io *io, void *arg)
{
    (void)arg;
    return io_compute(io, wait_in_place, io);
}

static int waiting_needs_a_task(const struct ask *ask)
{
    if (ask->wrong)
        return async_run(waits_of_a_task, NULL);
    struct io none = {0};
    told("outside of async_run()", async_yield(&none));
    return async_run(waits_outside_a_task, NULL);
}

struct sort {
    struct io *io;
    int err;
};

static int compare_and_nap(const void *first, const void *second)
{
    struct sort *sort = *(struct sort *const *)first;
    (void)second;
    sort->err = nap(sort->io, 3);
    return 0;
}

/* qsort() knows nothing about tasks, and calls a plain function. */
static void sort_two(void *arg)
{
    struct sort *pair[] = {arg, arg};
    qsort(pair, 2, sizeof *pair, compare_and_nap);
}

static int a_plain_function_waits(struct io *io, const struct ask *ask)
{
    struct async_task *other = start(io, ACT("another task", 1));
    struct sort sort = {.io = io};
    say("the sort begins");
    if (ask->wrong)
        io_compute(io, sort_two, &sort);
    else
        sort_two(&sort);
    told("its helper's wait", sort.err);
    return async_await(io, other);
}

static int act_as(struct io *io, void *arg)
{
    act(io, ACT(arg, 1));
    return 7;
}

static void run_elsewhere(void *arg)
{
    (void)arg;
    told("inner run", async_run(act_as, "inner"));
}

static int run_within(struct io *io, const struct ask *ask)
{
    if (ask->wrong)
        async_offload(io, run_elsewhere, NULL);
    else
        run_elsewhere(NULL);
    say("the outer run goes on");
    return 0;
}

static int run_second_within(struct io *io, void *arg)
{
    (void)arg;
    act(io, ACT("first", 1));
    told("second run", async_run(act_as, "second"));
    return 7;
}

static int runs_follow_each_other(const struct ask *ask)
{
    if (ask->wrong) {
        told("first run", async_run(run_second_within, NULL));
        return 0;
    }
    told("first run", async_run(act_as, "first"));
    told("second run", async_run(act_as, "second"));
    return 0;
}

const struct semantic semantics_coroutines[] = {
    {"g8", "G8", "locals and a deep stack survive a wait",
     "all share one local", .main = locals_survive_a_wait},
    {"g9-outside", "G9", "a wait outside a task is an error", "waits in a task",
     .plain = waiting_needs_a_task},
    {"g9-helper", "G9", "a plain function that a task calls may wait",
     "calls it outside a task", .main = a_plain_function_waits},
    {"g10-nested", "G10", "a run inside a run is refused",
     "starts it in a thread of its own", .main = run_within},
    {"g10-again", "G10", "a second run after the first works",
     "starts it inside the first", .plain = runs_follow_each_other},
    {0},
};
