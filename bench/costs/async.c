/* async.c -- what a task on the event loop costs. */
#include "bench/costs/async.h"

#include "async/async.h"

#define YIELDS  1000000
#define HOUR_NS UINT64_C(3600000000000)

struct costs_run {
    struct cost_trial *trial;
    long tasks;
};

static int do_nothing(struct io *io, void *arg)
{
    (void)io;
    (void)arg;
    return 0;
}

static int park(struct io *io, void *arg)
{
    (void)arg;
    return io_sleep(io, HOUR_NS);
}

static int sleep_1s(struct io *io, void *arg)
{
    (void)arg;
    return io_sleep(io, 1000000000u);
}

static int spawn_each(struct io *io, void *arg)
{
    const struct costs_run *run = arg;
    const struct async_options options = {.eager = run->trial->worker ==
                                                   COSTS_EAGER};
    int err = 0;
    trial_begin(run->trial);
    for (long i = 0; !err && i < run->tasks; i++) {
        struct async_task *task;
        err = async_spawn_with(io, &options, do_nothing, NULL, &task);
        err = err ? err : async_await(io, task);
    }
    trial_end(run->trial, (double)run->tasks);
    return err;
}

static int spawn_all(struct io *io, const struct costs_run *run,
                     struct async_group *group, async_fn *fn)
{
    const struct async_options options = {
        .group = group,
        .stack_bytes =
            run->trial->worker == COSTS_SMALL ? ASYNC_STACK_SMALL : 0,
    };
    int err = 0;
    async_group_open(group, io);
    for (long i = 0; !err && i < run->tasks; i++)
        err = async_spawn_with(io, &options, fn, NULL, NULL);
    return err;
}

static int crowd(struct io *io, void *arg)
{
    const struct costs_run *run = arg;
    struct async_group group;
    trial_begin(run->trial);
    int err = spawn_all(io, run, &group, do_nothing);
    int failed = async_group_wait(&group);
    trial_end(run->trial, (double)run->tasks);
    return err ? err : failed;
}

static int yield_often(struct io *io, void *arg)
{
    (void)arg;
    int err = 0;
    for (int i = 0; !err && i < YIELDS; i++)
        err = async_yield(io);
    return err;
}

static int two_yield(struct io *io, void *arg)
{
    const struct costs_run *run = arg;
    struct async_group group;
    trial_begin(run->trial);
    int err = spawn_all(io, run, &group, yield_often);
    int failed = async_group_wait(&group);
    trial_end(run->trial, (double)run->tasks * YIELDS);
    return err ? err : failed;
}

static int park_all(struct io *io, void *arg)
{
    const struct costs_run *run = arg;
    struct async_group group;
    int err = trial_unparked(run->trial);
    trial_begin(run->trial);
    err = err ? err : spawn_all(io, run, &group, park);
    err = err ? err : async_yield(io); /* now all of them wait */
    trial_end(run->trial, 1);
    err = err ? err : trial_parked(run->trial, run->tasks, 0);
    async_group_cancel(&group);
    async_group_wait(&group);
    return err;
}

static int sleep_all(struct io *io, void *arg)
{
    const struct costs_run *run = arg;
    struct async_group group;
    int err = spawn_all(io, run, &group, sleep_1s);
    if (err)
        async_group_cancel(&group);
    int failed = async_group_wait(&group);
    return err ? err : failed;
}

int costs_async_spawn(struct cost_trial *trial, long tasks)
{
    return async_run(spawn_each, &(struct costs_run){trial, tasks});
}

int costs_async_crowd(struct cost_trial *trial, long tasks)
{
    return async_run(crowd, &(struct costs_run){trial, tasks});
}

int costs_async_switch(struct cost_trial *trial, long tasks)
{
    return async_run(two_yield, &(struct costs_run){trial, tasks});
}

int costs_async_parked(struct cost_trial *trial, long tasks)
{
    return async_run(park_all, &(struct costs_run){trial, tasks});
}

int costs_async_sleepers(struct cost_trial *trial, long tasks)
{
    trial_begin(trial);
    int err = async_run(sleep_all, &(struct costs_run){trial, tasks});
    trial_end(trial, 1);
    return err;
}
