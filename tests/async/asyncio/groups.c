/* groups.c -- task groups: what is cancelled, awaited and reported. */
#include <stdatomic.h>

#include "core/base/text.h"
#include "tests/async/asyncio/scenario.h"

#define FAILURES 4

/* A group, and room for its failures. */
struct reporting {
    struct async_group group;
    struct async_failure failures[FAILURES];
};

static void open_group(struct reporting *reporting, struct io *io)
{
    *reporting = (struct reporting){0};
    async_group_open(&reporting->group, io);
    async_group_report(&reporting->group, reporting->failures, FAILURES);
}

/* Says all failures, as "label=EIO+EPROTO", if the first of them is the result;
 * says only the result otherwise. */
static int told_group(const char *label, struct reporting *reporting)
{
    int err = async_group_wait(&reporting->group);
    int failed =
        err == reporting->failures[0].err ? reporting->group.failed : 0;
    char text[128] = "", value[VALUE_MAX];
    for (int i = 0; i < failed && i < FAILURES; i++) {
        text_append(text, sizeof text, "%s%s", i ? "+" : "",
                    value_of(reporting->failures[i].err, value));
    }
    say("%s=%s", label, *text ? text : value_of(err, value));
    return err;
}

#define CALL(f, a)                                                             \
    {                                                                          \
        .fn = (f), .arg = (a)                                                  \
    }
#define CALLS(array) (array), (int)(sizeof(array) / sizeof *(array))

/* Makes these calls as one group. */
static int group_of(struct io *io, const char *label,
                    const struct async_call *calls, int count)
{
    struct reporting reporting;
    open_group(&reporting, io);
    for (int i = 0; i < count; i++)
        async_group_spawn(&reporting.group, calls[i].fn, calls[i].arg);
    return told_group(label, &reporting);
}

static int fail(struct io *io, void *arg)
{
    (void)io;
    return *(int *)arg;
}

static int a_group_waits_for_all_its_tasks(struct io *io)
{
    struct async_group group;
    struct async_task *a, *b;
    async_group_open(&group, io);
    struct async_options options = {.group = &group};
    async_spawn_with(io, &options, act, ACT_THEN("A", 3, 1), &a);
    async_spawn_with(io, &options, act, ACT_THEN("B", 1, 2), &b);
    say("body ends");
    int err = async_group_wait(&group);
    int first = async_await(io, a), second = async_await(io, b);
    say("results %d %d", first, second);
    return err;
}

static int an_empty_group_ends_at_once(struct io *io)
{
    struct async_group group;
    async_group_open(&group, io);
    say("body");
    int err = async_group_wait(&group);
    say("after");
    return err;
}

static int the_first_failure_cancels_the_siblings(struct io *io)
{
    const struct async_call calls[] = {CALL(act, ACT("A", LONG)),
                                       CALL(act, ACT_THEN("B", 1, -EIO)),
                                       CALL(act, ACT("C", LONG))};
    any_order();
    group_of(io, "group", CALLS(calls));
    in_order();
    return 0;
}

static int a_failing_task_needs_no_handler_of_its_own(struct io *io)
{
    struct async_group group;
    async_group_open(&group, io);
    async_group_spawn(&group, act, ACT_THEN("A", 1, -EPROTO));
    if (async_group_wait(&group) == -EPROTO)
        say("the group reports it");
    return 0;
}

static int siblings_that_fail_in_one_step_are_all_reported(struct io *io)
{
    int errors[] = {-EIO, -EPROTO, -ENOSPC};
    const struct async_call calls[] = {
        CALL(fail, &errors[0]), CALL(fail, &errors[1]), CALL(fail, &errors[2])};
    group_of(io, "group", CALLS(calls));
    return 0;
}

/* An act() that fails when it is cancelled. */
static int fail_to_clean_up(struct io *io, void *arg)
{
    struct act *self = arg;
    act(io, self);
    return self->result;
}

static int siblings_that_fail_when_cancelled_are_reported_too(struct io *io)
{
    const struct async_call calls[] = {
        CALL(fail_to_clean_up, ACT_THEN("A", LONG, -EPROTO)),
        CALL(act, ACT_THEN("B", 1, -EIO))};
    group_of(io, "group", CALLS(calls));
    return 0;
}

static int a_sibling_that_had_ended_keeps_its_result(struct io *io)
{
    struct reporting reporting;
    struct async_task *fine;
    open_group(&reporting, io);
    struct async_options options = {.group = &reporting.group};
    async_spawn_with(io, &options, act, ACT_THEN("A", 1, 5), &fine);
    async_group_spawn(&reporting.group, act, ACT_THEN("B", 3, -EIO));
    told_group("group", &reporting);
    say("A has %d", async_await(io, fine));
    return 0;
}

static int swallow(struct io *io, void *arg)
{
    (void)arg;
    told("sleep", nap(io, LONG));
    return act(io, ACT("stubborn", 2));
}

static int a_sibling_that_swallows_the_cancel_is_awaited(struct io *io)
{
    const struct async_call calls[] = {CALL(swallow, NULL),
                                       CALL(act, ACT_THEN("B", 1, -EIO))};
    group_of(io, "group", CALLS(calls));
    return 0;
}

static int burn_without_a_wait(struct io *io, void *arg)
{
    (void)io;
    (void)arg;
    say("burn begins");
    block(3);
    say("burn ends");
    return 0;
}

static int a_sibling_that_never_waits_is_not_cancelled(struct io *io)
{
    const struct async_call calls[] = {CALL(act, ACT_THEN("B", 1, -EIO)),
                                       CALL(burn_without_a_wait, NULL)};
    group_of(io, "group", CALLS(calls));
    return 0;
}

struct adder {
    struct async_group *group;
    struct act *sibling;
    int result;
};

static int add_sibling(struct io *io, void *arg)
{
    (void)io;
    const struct adder *self = arg;
    async_group_spawn(self->group, act, self->sibling);
    return self->result;
}

static int a_ready_sibling_gets_its_turn(struct io *io)
{
    struct reporting reporting;
    open_group(&reporting, io);
    struct adder adder = {&reporting.group, ACT("sibling", 1), -EIO};
    async_group_spawn(&reporting.group, add_sibling, &adder);
    told_group("group", &reporting);
    return 0;
}

static int a_failure_cancels_the_wait_of_the_body(struct io *io)
{
    struct reporting reporting;
    open_group(&reporting, io);
    async_group_spawn(&reporting.group, act, ACT_THEN("A", 1, -EIO));
    int err = told("body", nap(io, LONG));
    if (err)
        async_group_fail(&reporting.group, err);
    told_group("group", &reporting);
    told("afterwards", nap(io, 1));
    told("cancelling", async_cancelling(io));
    return 0;
}

static int an_error_in_the_body_cancels_the_tasks(struct io *io)
{
    struct reporting reporting;
    open_group(&reporting, io);
    async_group_spawn(&reporting.group, act, ACT("A", LONG));
    settle(io);
    async_group_fail(&reporting.group, -EPROTO);
    told_group("group", &reporting);
    return 0;
}

static int a_body_that_awaits_the_task_that_fails(struct io *io)
{
    struct reporting reporting;
    struct async_task *failing;
    open_group(&reporting, io);
    struct async_options options = {.group = &reporting.group};
    async_spawn_with(io, &options, act, ACT_THEN("A", 1, -EIO), &failing);
    int err = told("body", async_await(io, failing));
    async_group_fail(&reporting.group, err);
    told_group("group", &reporting);
    return 0;
}

static int a_body_that_awaits_the_task_it_cancels(struct io *io)
{
    struct reporting reporting;
    struct async_task *task;
    open_group(&reporting, io);
    struct async_options options = {.group = &reporting.group};
    async_spawn_with(io, &options, act, ACT("A", LONG), &task);
    async_group_spawn(&reporting.group, act, ACT("B", LONG));
    settle(io);
    async_cancel(task);
    int err = told("body", async_await(io, task));
    async_group_fail(&reporting.group, err);
    told_group("group", &reporting);
    return 0;
}

static int a_body_that_swallows_the_failure(struct io *io)
{
    struct reporting reporting;
    open_group(&reporting, io);
    async_group_spawn(&reporting.group, act, ACT_THEN("A", 1, -EIO));
    async_group_spawn(&reporting.group, act, ACT("B", LONG));
    told("body", nap(io, LONG));
    told("body", nap(io, 1));
    told_group("group", &reporting);
    told("afterwards", nap(io, 1));
    return 0;
}

static int inner_that_fails(struct io *io, void *arg)
{
    (void)arg;
    const struct async_call calls[] = {CALL(act, ACT("A", LONG)),
                                       CALL(act, ACT_THEN("B", 1, -EIO))};
    return group_of(io, "inner", CALLS(calls));
}

static int inner_that_waits(struct io *io, void *arg)
{
    (void)arg;
    const struct async_call calls[] = {CALL(act, ACT("A", LONG)),
                                       CALL(act, ACT("B", LONG))};
    return group_of(io, "inner", CALLS(calls));
}

static int inner_that_is_handled(struct io *io, void *arg)
{
    inner_that_fails(io, arg);
    return 0;
}

static int a_failure_in_a_nested_group_ends_both(struct io *io)
{
    const struct async_call calls[] = {CALL(inner_that_fails, NULL),
                                       CALL(act, ACT("C", LONG))};
    group_of(io, "outer", CALLS(calls));
    return 0;
}

static int a_failure_in_the_outer_group_ends_the_nested_one(struct io *io)
{
    const struct async_call calls[] = {CALL(inner_that_waits, NULL),
                                       CALL(act, ACT_THEN("C", 1, -EIO))};
    any_order();
    group_of(io, "outer", CALLS(calls));
    in_order();
    return 0;
}

static int a_nested_failure_that_is_handled_stays_inside(struct io *io)
{
    const struct async_call calls[] = {CALL(inner_that_is_handled, NULL),
                                       CALL(act, ACT("C", 3))};
    group_of(io, "outer", CALLS(calls));
    return 0;
}

static int groups_nest_in_one_task(struct io *io)
{
    struct reporting outer;
    struct async_group inner;
    open_group(&outer, io);
    async_group_spawn(&outer.group, act, ACT("A", LONG));
    async_group_open(&inner, io);
    async_group_spawn(&inner, act, ACT_THEN("B", 1, -EIO));
    async_group_fail(&outer.group, async_group_wait(&inner));
    told_group("outer", &outer);
    return 0;
}

static int add_and_say_so(struct io *io, void *arg)
{
    say("adding");
    return add_sibling(io, arg);
}

static int a_task_adds_siblings_to_its_group(struct io *io)
{
    struct async_group group;
    async_group_open(&group, io);
    struct adder adder = {&group, ACT("sibling", 2), 0};
    async_group_spawn(&group, add_and_say_so, &adder);
    int err = async_group_wait(&group);
    say("group ends");
    return err;
}

static int add_late(struct io *io, void *arg)
{
    struct async_group *group = arg;
    int err = act(io, ACT("A", LONG));
    int refused = async_group_spawn(group, act, ACT("late", 0));
    say("%s", refused ? "refused" : "taken");
    return err;
}

static int a_group_that_is_ending_takes_no_more_tasks(struct io *io)
{
    struct reporting reporting;
    open_group(&reporting, io);
    async_group_spawn(&reporting.group, add_late, &reporting.group);
    async_group_spawn(&reporting.group, act, ACT_THEN("B", 1, -EIO));
    told_group("group", &reporting);
    return 0;
}

static int cancelling_one_task_fails_nothing(struct io *io)
{
    struct async_group group;
    struct async_task *a;
    async_group_open(&group, io);
    struct async_options options = {.group = &group};
    async_spawn_with(io, &options, act, ACT("A", LONG), &a);
    async_group_spawn(&group, act, ACT("B", 2));
    settle(io);
    async_cancel(a);
    int err = async_group_wait(&group);
    say("group ends");
    async_detach(a);
    return err;
}

static int group_that_cannot_clean_up(struct io *io, void *arg)
{
    (void)arg;
    const struct async_call calls[] = {
        CALL(fail_to_clean_up, ACT_THEN("A", LONG, -EIO)),
        CALL(act, ACT("B", LONG))};
    return group_of(io, "group", CALLS(calls));
}

static int a_failure_during_a_cancel_from_outside_is_reported(struct io *io)
{
    struct async_task *task = spawn(io, group_that_cannot_clean_up, NULL);
    any_order();
    settle(io);
    async_cancel(task);
    async_await(io, task);
    in_order();
    return 0;
}

static int cancel_oneself(struct io *io, void *arg)
{
    (void)arg;
    struct async_group group;
    async_group_open(&group, io);
    async_group_spawn(&group, act, ACT("A", LONG));
    settle(io);
    async_cancel(async_self(io));
    return async_group_wait(&group);
}

static int a_group_whose_owner_is_cancelled_before_it_waits(struct io *io)
{
    told("group", async_await(io, spawn(io, cancel_oneself, NULL)));
    return 0;
}

static void work(void *arg)
{
    atomic_bool *begun = arg;
    *begun = true;
    block(6);
    say("work ends");
}

static int call_and_wait(struct io *io, void *arg)
{
    told("thread", async_offload(io, work, arg));
    return told("next", nap(io, 1));
}

static int fail_once_begun(struct io *io, void *arg)
{
    const atomic_bool *begun = arg;
    while (!*begun)
        nap(io, 1);
    return -EIO;
}

static int a_sibling_in_a_thread_ends_when_it_ends(struct io *io)
{
    differ("work begun in a thread is awaited",
           "work ends thread=0 next=ECANCELED group=EIO",
           "thread=ECANCELED group=EIO work ends");
    atomic_bool begun = false;
    const struct async_call calls[] = {CALL(call_and_wait, &begun),
                                       CALL(fail_once_begun, &begun)};
    group_of(io, "group", CALLS(calls));
    nap(io, 10);
    agree();
    return 0;
}

int main(int argc, char **argv)
{
    const struct scenario scenarios[] = {
        SCENARIO(a_group_waits_for_all_its_tasks),
        SCENARIO(an_empty_group_ends_at_once),
        SCENARIO(the_first_failure_cancels_the_siblings),
        SCENARIO(a_failing_task_needs_no_handler_of_its_own),
        SCENARIO(siblings_that_fail_in_one_step_are_all_reported),
        SCENARIO(siblings_that_fail_when_cancelled_are_reported_too),
        SCENARIO(a_sibling_that_had_ended_keeps_its_result),
        SCENARIO(a_sibling_that_swallows_the_cancel_is_awaited),
        SCENARIO(a_sibling_that_never_waits_is_not_cancelled),
        SCENARIO(a_ready_sibling_gets_its_turn),
        SCENARIO(a_failure_cancels_the_wait_of_the_body),
        SCENARIO(an_error_in_the_body_cancels_the_tasks),
        SCENARIO(a_body_that_awaits_the_task_that_fails),
        SCENARIO(a_body_that_awaits_the_task_it_cancels),
        SCENARIO(a_body_that_swallows_the_failure),
        SCENARIO(a_failure_in_a_nested_group_ends_both),
        SCENARIO(a_failure_in_the_outer_group_ends_the_nested_one),
        SCENARIO(a_nested_failure_that_is_handled_stays_inside),
        SCENARIO(groups_nest_in_one_task),
        SCENARIO(a_task_adds_siblings_to_its_group),
        SCENARIO(a_group_that_is_ending_takes_no_more_tasks),
        SCENARIO(cancelling_one_task_fails_nothing),
        SCENARIO(a_failure_during_a_cancel_from_outside_is_reported),
        SCENARIO(a_group_whose_owner_is_cancelled_before_it_waits),
        SCENARIO(a_sibling_in_a_thread_ends_when_it_ends),
        {0},
    };
    return run_scenarios(scenarios, argc, argv);
}
