/* groups.c -- groups: what a failure cancels, and who reports it (G4, G5). */
#include <stdatomic.h>
#include <stdlib.h>

#include "bench/semantics/semantic.h"
#include "bench/semantics/transcript.h"
#include "core/base/text.h"

/* A task fails at 2 units, in a group with one that would sleep for 8. */
static int group_sleeper(struct io *io, void *arg)
{
    (void)arg;
    struct async_group group;
    async_group_open(&group, io);
    async_group_spawn(&group, act, ACT("A", 8));
    async_group_spawn(&group, act, ACT_THEN("B", 2, -EIO));
    return told("group", async_group_wait(&group));
}

static int gather_sleeper(struct io *io, void *arg)
{
    (void)arg;
    static struct act a = {"A", 8, 0}, b = {"B", 2, -EIO};
    struct async_call calls[] = {{.fn = act, .arg = &a},
                                 {.fn = act, .arg = &b}};
    return told("group", async_gather(io, calls, 2));
}

static int a_sleeper_is_cancelled(struct io *io, const struct ask *ask)
{
    struct async_task *group =
        spawn(io, ask->wrong ? gather_sleeper : group_sleeper, NULL);
    nap(io, 5);
    say("a while later");
    async_await(io, group);
    nap(io, 5);
    return 0;
}

/* A group of two tasks: one fails at 2 units, the other is `fn`. */
static int group_with(struct io *io, async_fn *fn, void *arg)
{
    struct async_group group;
    async_group_open(&group, io);
    async_group_spawn(&group, act, ACT_THEN("B", 2, -EIO));
    async_group_spawn(&group, fn, arg);
    told("group", async_group_wait(&group));
    return 0;
}

static void spin(double units)
{
    uint64_t end_ns = io_now_ns() + units_ns(units);
    while (io_now_ns() < end_ns)
        ;
}

#define SLICES 8

/* Computes for 8 units; `arg` says whether it waits in between. */
static int compute(struct io *io, void *arg)
{
    const bool *yields = arg;
    int err = 0;
    say("A computes");
    for (int i = 0; i < SLICES && !err; i++) {
        spin(1);
        err = *yields ? async_yield(io) : 0;
    }
    say("A %s", err ? "is cancelled in between" : "has computed");
    return err ? err : told("A's next wait", nap(io, 1));
}

static int computing_is_not_cancelled(struct io *io, const struct ask *ask)
{
    bool yields = ask->wrong;
    return group_with(io, compute, &yields);
}

static int swallow(struct io *io, void *arg)
{
    const bool *obeys = arg;
    int err = told("A's sleep", nap(io, LONG));
    if (*obeys)
        return err;
    return act(io, ACT("A's next work", 2));
}

static int a_cancel_can_be_swallowed(struct io *io, const struct ask *ask)
{
    bool obeys = ask->wrong;
    return group_with(io, swallow, &obeys);
}

/* Work for a thread of the pool. */
struct piece {
    const char *name;
    bool looks;         /* at `fails` while it works */
    atomic_bool *fails; /* a sibling has failed */
    bool done;
};

static void work(void *arg)
{
    struct piece *piece = arg;
    say("%s works in the pool", piece->name);
    for (int i = 0; i < SLICES; i++) {
        block(1);
        if (piece->looks && atomic_load(piece->fails))
            return;
    }
    piece->done = true;
}

static int offload(struct io *io, void *arg)
{
    struct piece *piece = arg;
    int err = async_offload(io, work, piece);
    if (err == -ECANCELED)
        say("%s never began", piece->name);
    else
        say("%s %s", piece->name,
            piece->done ? "has worked to its end" : "stopped in between");
    return err;
}

static int raise_flag(struct io *io, void *arg)
{
    atomic_bool *fails = arg;
    nap(io, 2);
    say("B fails");
    atomic_store(fails, true);
    return -EIO;
}

static int group_in_the_pool(struct io *io, const struct ask *ask)
{
    atomic_bool fails = false;
    struct piece begun = {"A", ask->wrong, &fails, false};
    struct piece queued = {"C", false, &fails, false};
    struct async_group group;
    async_group_open(&group, io);
    async_group_spawn(&group, raise_flag, &fails);
    async_group_spawn(&group, offload, &begun);
    async_group_spawn(&group, offload, &queued);
    told("group", async_group_wait(&group));
    return 0;
}

/* The pool has one thread, so that the second piece is queued. */
static int work_in_the_pool_goes_on(struct io *io, const struct ask *ask)
{
    setenv("UV_THREADPOOL_SIZE", "1", 1);
    return group_in_the_pool(io, ask);
}

static int fail(struct io *io, void *arg)
{
    const struct act *self = arg;
    (void)io;
    say("%s fails", self->name);
    return self->result;
}

#define FAILURES 4

/* Says what an exception group would say. */
static void say_failures(int err, const struct async_group *group)
{
    char text[128] = "group=", value[VALUE_MAX];
    for (int i = 0; i < group->failed && i < FAILURES; i++) {
        text_append(text, sizeof text, "%s%s", i ? "+" : "",
                    value_of(group->failures[i].err, value));
    }
    if (group->failed == 0)
        text_append(text, sizeof text, "%s", value_of(err, value));
    say("%s", text);
}

static int a_group_reports_failures(struct io *io, const struct ask *ask)
{
    struct async_group group;
    struct async_failure failures[FAILURES];
    struct act a = {"A", 0, -EIO}, b = {"B", 0, -EPROTO};
    async_group_open(&group, io);
    async_group_report(&group, failures, FAILURES);
    for (int i = 0; i < 2; i++) {
        if (ask->wrong)
            async_spawn(io, fail, i ? &b : &a, NULL);
        else
            async_group_spawn(&group, fail, i ? &b : &a);
    }
    int err = async_group_wait(&group);
    settle(io);
    say_failures(err, &group);
    say("main goes on");
    return 0;
}

const struct semantic semantics_groups[] = {
    {"g4-sleeping", "G4", "a failure cancels a sibling that sleeps",
     "gathers them, which cancels nothing", .main = a_sleeper_is_cancelled},
    {"g4-computing", "G4",
     "a sibling that computes is cancelled at its next wait",
     "waits in between", .main = computing_is_not_cancelled},
    {"g4-swallowing", "G4", "a sibling may swallow the cancel and go on",
     "obeys it", .main = a_cancel_can_be_swallowed},
    {"g4-pool", "G4", "work in the pool is only stopped while it is queued",
     "looks at a flag while it works", .main = work_in_the_pool_goes_on},
    {"g5", "G5", "a task needs no handler: its group reports the failure",
     "leaves them out of the group", .main = a_group_reports_failures},
    {0},
};
