/* cancel_when.c -- when a cancel is delivered, and what tasks do about it. */
#include "tests/async/asyncio/scenario.h"

static int await_told(struct io *io, void *arg)
{
    return told("await", async_await(io, arg));
}

static int wait_for_event(struct io *io, void *arg)
{
    return told("event", async_event_wait(io, arg));
}

static int a_task_cancelled_before_it_begins_never_does(struct io *io)
{
    struct async_task *task = start(io, ACT("A", 0));
    async_cancel(task);
    told("A", async_await(io, task));
    return 0;
}

static int cancelling_a_task_that_has_ended_does_nothing(struct io *io)
{
    struct async_task *task = start(io, ACT_THEN("A", 0, 6));
    settle(io);
    say("cancel %s", async_done(task) ? "is too late" : "works");
    async_cancel(task);
    told("A", async_await(io, task));
    return 0;
}

static int a_cancel_reaches_the_next_wait_and_no_other(struct io *io)
{
    async_cancel(async_self(io));
    say("goes on until it waits");
    told("first", nap(io, 1));
    told("second", nap(io, 1));
    return 0;
}

static int cancelling_oneself_reaches_even_a_yield(struct io *io)
{
    async_cancel(async_self(io));
    told("first", async_yield(io));
    told("second", async_yield(io));
    return 0;
}

static int a_free_lock_is_taken_without_noticing_a_cancel(struct io *io)
{
    struct async_lock lock = {0};
    async_cancel(async_self(io));
    told("lock", async_lock_acquire(io, &lock));
    told("sleep", nap(io, 1));
    return 0;
}

static int sleep_twice(struct io *io, void *arg)
{
    (void)arg;
    told("first", nap(io, LONG));
    told("second", nap(io, 1));
    return 3;
}

static int two_cancels_before_it_runs_count_as_one(struct io *io)
{
    struct async_task *task = spawn(io, sleep_twice, NULL);
    settle(io);
    async_cancel(task);
    async_cancel(task);
    told("task", async_await(io, task));
    return 0;
}

static int count_cancels(struct io *io, void *arg)
{
    (void)arg;
    told("sleep", nap(io, LONG));
    told("cancelling", async_cancelling(io));
    told("uncancel", async_uncancel(io));
    told("uncancel", async_uncancel(io));
    told("uncancel", async_uncancel(io));
    return told("sleep", nap(io, 1));
}

static int cancels_are_counted_and_can_be_undone(struct io *io)
{
    struct async_task *task = spawn(io, count_cancels, NULL);
    settle(io);
    async_cancel(task);
    async_cancel(task);
    told("task", async_await(io, task));
    return 0;
}

static int await_middle(struct io *io, void *arg)
{
    return told("middle", async_await(io, arg));
}

static int await_outside(struct io *io, void *arg)
{
    return told("outer", async_await(io, arg));
}

static int a_cancel_goes_down_a_chain_of_awaits(struct io *io)
{
    struct async_task *inner = start(io, ACT("inner", LONG));
    struct async_task *middle = spawn(io, await_middle, inner);
    cancel_while_it_waits(io, await_outside, middle);
    return 0;
}

static int swallow(struct io *io, void *arg)
{
    (void)arg;
    told("sleep", nap(io, LONG));
    told("again", nap(io, 1));
    return 9;
}

static int a_cancel_that_is_swallowed_is_over(struct io *io)
{
    cancel_while_it_waits(io, swallow, NULL);
    return 0;
}

static int clean_up(struct io *io, void *arg)
{
    (void)arg;
    int err = told("sleep", nap(io, LONG));
    told("flush", nap(io, 1));
    say("cleaned up");
    return err;
}

static int a_task_cleans_up_with_waits_before_it_ends(struct io *io)
{
    cancel_while_it_waits(io, clean_up, NULL);
    return 0;
}

static int clean_up_for_long(struct io *io, void *arg)
{
    (void)arg;
    told("sleep", nap(io, LONG));
    int err = told("flush", nap(io, LONG));
    if (!err)
        say("cleaned up");
    return err;
}

static int a_second_cancel_interrupts_the_clean_up(struct io *io)
{
    struct async_task *task = spawn(io, clean_up_for_long, NULL);
    for (int i = 0; i < 2; i++) {
        settle(io);
        say("cancelling");
        async_cancel(task);
    }
    told("task", async_await(io, task));
    return 0;
}

static int fail_to_clean_up(struct io *io, void *arg)
{
    (void)arg;
    told("sleep", nap(io, LONG));
    return -EIO;
}

static int an_error_while_cleaning_up_replaces_the_cancel(struct io *io)
{
    cancel_while_it_waits(io, fail_to_clean_up, NULL);
    return 0;
}

static int swallow_inside(struct io *io, void *arg)
{
    (void)arg;
    told("inner sleep", nap(io, LONG));
    nap(io, 1);
    return 5;
}

static int what_a_cancelled_awaiter_awaits_may_swallow_it(struct io *io)
{
    cancel_while_it_waits(io, await_told, spawn(io, swallow_inside, NULL));
    return 0;
}

static int a_cancel_between_wake_and_resume_wins_over_an_event(struct io *io)
{
    struct async_event event = {0};
    struct async_task *task = spawn(io, wait_for_event, &event);
    settle(io);
    async_event_set(&event);
    async_cancel(task);
    told("task", async_await(io, task));
    return 0;
}

static int wait_silently(struct io *io, void *arg)
{
    return async_event_wait(io, arg);
}

struct canceller {
    struct async_event *event;
    struct async_task *victim;
};

static int cancel_after(struct io *io, void *arg)
{
    struct canceller *self = arg;
    async_event_wait(io, self->event);
    async_cancel(self->victim);
    return 0;
}

static int a_cancel_between_wake_and_resume_wins_over_a_result(struct io *io)
{
    struct async_event event = {0};
    struct async_task *inner = spawn(io, wait_silently, &event);
    struct async_task *outer = spawn(io, await_told, inner);
    struct canceller canceller = {&event, outer};
    struct async_task *canceling = spawn(io, cancel_after, &canceller);
    settle(io);
    async_event_set(&event);
    told("outer", async_await(io, outer));
    return async_await(io, canceling);
}

struct duel {
    double units;
    struct async_task **other;
};

static int cancel_other(struct io *io, void *arg)
{
    const struct duel *self = arg;
    told("sleep", nap(io, self->units));
    async_cancel(*self->other);
    return told("next", nap(io, 1));
}

static int two_tasks_cancel_each_other(struct io *io)
{
    struct async_task *first, *second;
    struct duel duels[] = {{1, &second}, {LONG, &first}};
    first = spawn(io, cancel_other, &duels[0]);
    second = spawn(io, cancel_other, &duels[1]);
    told("first", async_await(io, first));
    told("second", async_await(io, second));
    return 0;
}

int main(int argc, char **argv)
{
    const struct scenario scenarios[] = {
        SCENARIO(a_task_cancelled_before_it_begins_never_does),
        SCENARIO(cancelling_a_task_that_has_ended_does_nothing),
        SCENARIO(a_cancel_reaches_the_next_wait_and_no_other),
        SCENARIO(cancelling_oneself_reaches_even_a_yield),
        SCENARIO(a_free_lock_is_taken_without_noticing_a_cancel),
        SCENARIO(two_cancels_before_it_runs_count_as_one),
        SCENARIO(cancels_are_counted_and_can_be_undone),
        SCENARIO(a_cancel_goes_down_a_chain_of_awaits),
        SCENARIO(a_cancel_that_is_swallowed_is_over),
        SCENARIO(a_task_cleans_up_with_waits_before_it_ends),
        SCENARIO(a_second_cancel_interrupts_the_clean_up),
        SCENARIO(an_error_while_cleaning_up_replaces_the_cancel),
        SCENARIO(what_a_cancelled_awaiter_awaits_may_swallow_it),
        SCENARIO(a_cancel_between_wake_and_resume_wins_over_an_event),
        SCENARIO(a_cancel_between_wake_and_resume_wins_over_a_result),
        SCENARIO(two_tasks_cancel_each_other),
        {0},
    };
    return run_scenarios(scenarios, argc, argv);
}
