/* timeouts.c -- time limits: alone, nested, and racing with results. */
#include "tests/async/asyncio/scenario.h"

static int within(struct io *io, double units, async_fn *fn, void *arg)
{
    struct async_timeout limit;
    async_timeout_open(&limit, io, units_ns(units));
    return async_timeout_close(&limit, fn(io, arg));
}

/* The arguments of within(), for a task. */
struct limited {
    double units;
    async_fn *fn;
    void *arg;
};

static int act_within(struct io *io, void *arg)
{
    const struct limited *self = arg;
    return within(io, self->units, self->fn, self->arg);
}

static int told_within(struct io *io, void *arg)
{
    return told("inner", act_within(io, arg));
}

static int a_scope_that_is_left_in_time(struct io *io)
{
    told("scope", within(io, 5, act, ACT_THEN("A", 1, 4)));
    nap(io, 6);
    say("later");
    return 0;
}

static int a_scope_that_times_out_cancels_what_is_in_it(struct io *io)
{
    told("scope", within(io, 1, act, ACT("A", LONG)));
    told("afterwards", nap(io, 1));
    return 0;
}

static int an_error_in_a_scope_passes_through(struct io *io)
{
    told("scope", within(io, 3, act, ACT_THEN("A", 1, -EIO)));
    return 0;
}

static int the_inner_scope_times_out_first(struct io *io)
{
    struct limited inner = {1, act, ACT("A", LONG)};
    told("outer", within(io, 4, told_within, &inner));
    return 0;
}

static int the_outer_scope_times_out_first(struct io *io)
{
    struct async_task *beside = start(io, ACT("beside", 2));
    struct limited inner = {4, act, ACT("A", LONG)};
    told("outer", within(io, 1, told_within, &inner));
    return async_await(io, beside);
}

static int handle_and_wait(struct io *io, void *arg)
{
    told_within(io, arg);
    return told("then", nap(io, LONG));
}

static int the_outer_scope_times_out_after_the_inner_is_handled(struct io *io)
{
    struct limited inner = {1, act, ACT("A", LONG)};
    told("outer", within(io, 3, handle_and_wait, &inner));
    return 0;
}

static int sleep_long(struct io *io, void *arg)
{
    (void)arg;
    return told("sleep", nap(io, LONG));
}

/* Spawns a task, lets it reach its wait, and blocks until its time is up. */
static struct async_task *spawn_and_burn(struct io *io, async_fn *fn, void *arg)
{
    struct async_task *task = spawn(io, fn, arg);
    settle(io);
    block(4);
    return task;
}

static int two_scopes_that_end_together(struct io *io)
{
    struct limited inner = {1, sleep_long, NULL};
    struct limited outer = {1, told_within, &inner};
    told("outer", async_await(io, spawn_and_burn(io, act_within, &outer)));
    return 0;
}

static int burn_and_return(struct io *io, void *arg)
{
    (void)io;
    (void)arg;
    block(3);
    say("burned");
    return 5;
}

static int an_expired_timeout_needs_a_wait_to_strike(struct io *io)
{
    told("scope", within(io, 1, burn_and_return, NULL));
    return 0;
}

static int burn_and_wait(struct io *io, void *arg)
{
    burn_and_return(io, arg);
    return told("wait", nap(io, 1));
}

static int a_timeout_strikes_at_the_wait_after_a_burn(struct io *io)
{
    told("scope", within(io, 1, burn_and_wait, NULL));
    return 0;
}

static int sleep_units(struct io *io, void *arg)
{
    const double *units = arg;
    return told("sleep", nap(io, *units));
}

static int a_timeout_and_a_sleep_that_end_together(struct io *io)
{
    double units = 2;
    struct limited scope = {1, sleep_units, &units};
    told("scope", async_await(io, spawn_and_burn(io, act_within, &scope)));
    return 0;
}

static int a_sleep_that_was_due_before_the_timeout(struct io *io)
{
    double units = 1;
    struct limited scope = {2, sleep_units, &units};
    told("scope", async_await(io, spawn_and_burn(io, act_within, &scope)));
    return 0;
}

static int wait_for_event(struct io *io, void *arg)
{
    return told("event", async_event_wait(io, arg));
}

static int a_result_that_is_ready_when_time_is_up(struct io *io)
{
    struct async_event event = {0};
    struct limited scope = {1, wait_for_event, &event};
    struct async_task *task = spawn_and_burn(io, act_within, &scope);
    async_event_set(&event);
    told("scope", async_await(io, task));
    return 0;
}

static int swallow(struct io *io, void *arg)
{
    (void)arg;
    told("sleep", nap(io, LONG));
    nap(io, 1);
    return 6;
}

static int a_timeout_that_is_swallowed_is_not_an_error(struct io *io)
{
    told("scope", within(io, 1, swallow, NULL));
    told("afterwards", nap(io, 1));
    return 0;
}

static int a_swallowed_limit_still_says_it_expired(struct io *io)
{
    struct async_timeout limit;
    async_timeout_open(&limit, io, units_ns(1));
    told("sleep", nap(io, LONG));
    told("scope", async_timeout_close(&limit, 0));
    say("%s", limit.expired ? "expired" : "in time");
    told("cancelling", async_cancelling(io));
    return 0;
}

/* A cancel that was swallowed earlier does not spoil a later limit. */
static int cancel_then_limit(struct io *io, void *arg)
{
    told("before", nap(io, LONG));
    return told("scope", within(io, 1, sleep_long, arg));
}

static int a_limit_after_a_cancel_that_was_swallowed(struct io *io)
{
    struct async_task *task = spawn(io, cancel_then_limit, NULL);
    settle(io);
    async_cancel(task);
    told("task", async_await(io, task));
    return 0;
}

static int turn_into_an_error(struct io *io, void *arg)
{
    return sleep_long(io, arg) == -ECANCELED ? -EIO : 0;
}

static int a_timeout_that_is_turned_into_an_error(struct io *io)
{
    told("scope", within(io, 1, turn_into_an_error, NULL));
    return 0;
}

static int clean_up(struct io *io, void *arg)
{
    int err = sleep_long(io, arg);
    told("flush", nap(io, 1));
    return err;
}

static int cleaning_up_after_a_timeout_may_wait(struct io *io)
{
    told("scope", within(io, 1, clean_up, NULL));
    return 0;
}

static int say_and_wait(struct io *io, void *arg)
{
    (void)arg;
    say("body");
    return told("wait", nap(io, 1));
}

static int a_timeout_of_zero_strikes_at_the_first_wait(struct io *io)
{
    told("scope", within(io, 0, say_and_wait, NULL));
    return 0;
}

static int say_body(struct io *io, void *arg)
{
    (void)io;
    (void)arg;
    say("body");
    return 0;
}

static int a_scope_that_never_waits_is_never_late(struct io *io)
{
    told("scope", within(io, 0, say_body, NULL));
    return 0;
}

static int await_it(struct io *io, void *arg)
{
    return async_await(io, arg);
}

static int a_timeout_cancels_the_task_that_is_awaited(struct io *io)
{
    struct async_task *inner = start(io, ACT("inner", LONG));
    told("scope", within(io, 1, await_it, inner));
    return 0;
}

static int a_timeout_whose_awaited_task_swallows_it(struct io *io)
{
    struct async_task *inner = spawn(io, swallow, NULL);
    told("scope", within(io, 1, await_it, inner));
    return 0;
}

static int gather_two(struct io *io, void *arg)
{
    (void)arg;
    struct async_call calls[] = {{.fn = act, .arg = ACT("A", 1)},
                                 {.fn = act, .arg = ACT("B", LONG)}};
    return async_gather(io, calls, 2);
}

static int a_timeout_around_a_gather(struct io *io)
{
    told("scope", within(io, 2, gather_two, NULL));
    return 0;
}

static int group_of_two(struct io *io, void *arg)
{
    (void)arg;
    struct async_group group;
    async_group_open(&group, io);
    async_group_spawn(&group, act, ACT("A", 1));
    async_group_spawn(&group, act, ACT("B", LONG));
    return told("group", async_group_wait(&group));
}

static int a_timeout_around_a_group(struct io *io)
{
    told("scope", within(io, 2, group_of_two, NULL));
    return 0;
}

static int a_task_that_times_out_fails_its_group(struct io *io)
{
    struct async_group group;
    async_group_open(&group, io);
    struct limited limited = {1, act, ACT("B", LONG)};
    async_group_spawn(&group, act, ACT("A", LONG));
    async_group_spawn(&group, act_within, &limited);
    return async_group_wait(&group);
}

static int clean_up_for_long(struct io *io, void *arg)
{
    int err = sleep_long(io, arg);
    told("flush", nap(io, LONG));
    return err;
}

static int a_cancel_from_outside_beats_a_later_timeout(struct io *io)
{
    struct limited scope = {2, clean_up_for_long, NULL};
    struct async_task *task = spawn(io, act_within, &scope);
    nap(io, 1);
    async_cancel(task);
    told("task", async_await(io, task));
    return 0;
}

static int a_cancel_while_cleaning_up_after_a_timeout(struct io *io)
{
    struct limited scope = {1, clean_up_for_long, NULL};
    struct async_task *task = spawn(io, act_within, &scope);
    nap(io, 3);
    async_cancel(task);
    told("task", async_await(io, task));
    return 0;
}

static int await_told(struct io *io, void *arg)
{
    return told("await", async_await(io, arg));
}

static int a_limit_that_is_over_cancels_what_is_awaited(struct io *io)
{
    struct async_task *inner = start(io, ACT("inner", LONG));
    settle(io);
    told("scope", within(io, 0, await_told, inner));
    return 0;
}

static int burn_and_await(struct io *io, void *arg)
{
    block(3);
    return await_told(io, arg);
}

static int a_limit_that_burns_away_cancels_what_is_awaited(struct io *io)
{
    struct async_task *inner = start(io, ACT("inner", LONG));
    settle(io);
    told("scope", within(io, 1, burn_and_await, inner));
    return 0;
}

static int gather_new(struct io *io, void *arg)
{
    (void)arg;
    struct async_call calls[] = {{.fn = act, .arg = ACT("A", LONG)},
                                 {.fn = act, .arg = ACT("B", LONG)}};
    return told("gather", async_gather_all(io, calls, 2));
}

static int a_gather_in_a_limit_that_is_over_never_begins(struct io *io)
{
    told("scope", within(io, 0, gather_new, NULL));
    return 0;
}

static int burn_and_gather(struct io *io, void *arg)
{
    block(3);
    return gather_new(io, arg);
}

static int a_gather_in_a_limit_that_burned_away(struct io *io)
{
    differ("a limit that ran out strikes when the wait begins",
           "gather=ECANCELED scope=ETIMEDOUT",
           "A begins B begins A is cancelled B is cancelled gather=ECANCELED "
           "scope=ETIMEDOUT");
    told("scope", within(io, 1, burn_and_gather, NULL));
    agree();
    return 0;
}

static int nap_until(struct io *io, double limit_units, double moved_units)
{
    struct async_timeout limit;
    uint64_t now_ns = io_now_ns();
    async_timeout_open_at(&limit, io, now_ns + units_ns(limit_units));
    told("reschedule",
         async_timeout_reschedule(&limit, now_ns + units_ns(moved_units)));
    int err = act(io, ACT("A", 3));
    return async_timeout_close(&limit, err);
}

static int a_limit_can_be_put_off(struct io *io)
{
    return told("scope", nap_until(io, 1, 6));
}

static int a_limit_can_be_moved_forward(struct io *io)
{
    return told("scope", nap_until(io, LONG, 1));
}

static int a_limit_at_a_time_that_is_past(struct io *io)
{
    struct async_timeout limit;
    async_timeout_open_at(&limit, io, io_now_ns() - units_ns(1));
    int err = nap(io, LONG);
    return told("scope", async_timeout_close(&limit, err));
}

static int a_limit_can_be_taken_away_and_set_again(struct io *io)
{
    struct async_timeout limit;
    async_timeout_open(&limit, io, units_ns(1));
    async_timeout_reschedule(&limit, IO_NEVER);
    told("nap", nap(io, 3));
    async_timeout_reschedule(&limit, io_now_ns() + units_ns(1));
    int err = told("nap", nap(io, LONG));
    return told("scope", async_timeout_close(&limit, err));
}

static int a_limit_can_be_moved_after_a_wait(struct io *io)
{
    struct async_timeout limit;
    async_timeout_open(&limit, io, units_ns(2));
    for (int i = 0; i < 3; i++) {
        told("nap", nap(io, 1));
        async_timeout_reschedule(&limit, io_now_ns() + units_ns(2));
    }
    int err = told("nap", nap(io, LONG));
    return told("scope", async_timeout_close(&limit, err));
}

int main(int argc, char **argv)
{
    const struct scenario scenarios[] = {
        SCENARIO(a_scope_that_is_left_in_time),
        SCENARIO(a_scope_that_times_out_cancels_what_is_in_it),
        SCENARIO(an_error_in_a_scope_passes_through),
        SCENARIO(the_inner_scope_times_out_first),
        SCENARIO(the_outer_scope_times_out_first),
        SCENARIO(the_outer_scope_times_out_after_the_inner_is_handled),
        SCENARIO(two_scopes_that_end_together),
        SCENARIO(an_expired_timeout_needs_a_wait_to_strike),
        SCENARIO(a_timeout_strikes_at_the_wait_after_a_burn),
        SCENARIO(a_timeout_and_a_sleep_that_end_together),
        SCENARIO(a_sleep_that_was_due_before_the_timeout),
        SCENARIO(a_result_that_is_ready_when_time_is_up),
        SCENARIO(a_timeout_that_is_swallowed_is_not_an_error),
        SCENARIO(a_swallowed_limit_still_says_it_expired),
        SCENARIO(a_limit_after_a_cancel_that_was_swallowed),
        SCENARIO(a_timeout_that_is_turned_into_an_error),
        SCENARIO(cleaning_up_after_a_timeout_may_wait),
        SCENARIO(a_timeout_of_zero_strikes_at_the_first_wait),
        SCENARIO(a_scope_that_never_waits_is_never_late),
        SCENARIO(a_timeout_cancels_the_task_that_is_awaited),
        SCENARIO(a_timeout_whose_awaited_task_swallows_it),
        SCENARIO(a_timeout_around_a_gather),
        SCENARIO(a_timeout_around_a_group),
        SCENARIO(a_task_that_times_out_fails_its_group),
        SCENARIO(a_cancel_from_outside_beats_a_later_timeout),
        SCENARIO(a_cancel_while_cleaning_up_after_a_timeout),
        SCENARIO(a_limit_that_is_over_cancels_what_is_awaited),
        SCENARIO(a_limit_that_burns_away_cancels_what_is_awaited),
        SCENARIO(a_gather_in_a_limit_that_is_over_never_begins),
        SCENARIO(a_gather_in_a_limit_that_burned_away),
        SCENARIO(a_limit_can_be_put_off),
        SCENARIO(a_limit_can_be_moved_forward),
        SCENARIO(a_limit_at_a_time_that_is_past),
        SCENARIO(a_limit_can_be_taken_away_and_set_again),
        SCENARIO(a_limit_can_be_moved_after_a_wait),
        {0},
    };
    return run_scenarios(scenarios, argc, argv);
}
