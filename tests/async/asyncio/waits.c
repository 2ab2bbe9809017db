/* waits.c -- wait's three modes and its timeout, and shield (G7). */
#include "tests/async/asyncio/scenario.h"

#define TASKS 3

static void wait_for(struct io *io, struct async_task *const *tasks, int count,
                     enum async_when when, double units)
{
    struct async_watch watches[TASKS];
    for (int i = 0; i < count; i++)
        watches[i] = (struct async_watch){.task = tasks[i]};
    uint64_t ns = units < LONG ? units_ns(units) : IO_NEVER;
    int done = async_wait(io, watches, count, when, ns);
    say("done %d pending %d", done, count - done);
    for (int i = 0; i < count; i++)
        say("%c is %s", 'A' + i, watches[i].done ? "done" : "pending");
}

static void let_go(struct async_task **tasks, int count)
{
    for (int i = 0; i < count; i++)
        async_detach(tasks[i]);
}

static int wait_waits_for_all(struct io *io)
{
    struct async_task *tasks[] = {start(io, ACT("A", 3)),
                                  start(io, ACT("B", 1))};
    wait_for(io, tasks, 2, ASYNC_ALL_DONE, LONG);
    let_go(tasks, 2);
    return 0;
}

static int a_failure_raises_nothing(struct io *io)
{
    struct async_task *tasks[] = {start(io, ACT_THEN("A", 1, -EIO)),
                                  start(io, ACT("B", 3))};
    wait_for(io, tasks, 2, ASYNC_ALL_DONE, LONG);
    for (int i = 0; i < 2; i++)
        told("task", async_await(io, tasks[i]));
    return 0;
}

static int the_first_to_complete_ends_the_wait(struct io *io)
{
    struct async_task *tasks[] = {
        start(io, ACT("A", 4)), start(io, ACT("B", 1)), start(io, ACT("C", 4))};
    wait_for(io, tasks, 3, ASYNC_FIRST_DONE, LONG);
    for (int i = 0; i < 3; i++)
        async_await(io, tasks[i]);
    return 0;
}

static int the_first_to_fail_ends_the_wait(struct io *io)
{
    struct async_task *tasks[] = {start(io, ACT("A", 1)),
                                  start(io, ACT_THEN("B", 3, -EIO)),
                                  start(io, ACT("C", 5))};
    wait_for(io, tasks, 3, ASYNC_FIRST_FAILED, LONG);
    async_await(io, tasks[2]);
    told("B", async_await(io, tasks[1]));
    async_detach(tasks[0]);
    return 0;
}

static int a_failure_counts_as_completion(struct io *io)
{
    struct async_task *tasks[] = {start(io, ACT_THEN("A", 1, -EIO)),
                                  start(io, ACT("B", 3))};
    wait_for(io, tasks, 2, ASYNC_FIRST_DONE, LONG);
    async_await(io, tasks[1]);
    told("A", async_await(io, tasks[0]));
    return 0;
}

static int where_nothing_fails_first_exception_waits_for_all(struct io *io)
{
    struct async_task *tasks[] = {start(io, ACT("A", 1)),
                                  start(io, ACT("B", 3))};
    wait_for(io, tasks, 2, ASYNC_FIRST_FAILED, LONG);
    let_go(tasks, 2);
    return 0;
}

static int wait_for_failure(struct io *io, void *arg)
{
    wait_for(io, arg, 2, ASYNC_FIRST_FAILED, LONG);
    return 0;
}

static int a_cancelled_task_is_not_a_first_exception(struct io *io)
{
    struct async_task *tasks[] = {start(io, ACT("A", LONG)),
                                  start(io, ACT("B", 3))};
    struct async_task *waiting = spawn(io, wait_for_failure, tasks);
    settle(io);
    async_cancel(tasks[0]);
    async_await(io, waiting);
    told("A", async_await(io, tasks[0]));
    async_detach(tasks[1]);
    return 0;
}

static int a_cancelled_task_is_done_too(struct io *io)
{
    struct async_task *tasks[] = {start(io, ACT("A", LONG)),
                                  start(io, ACT("B", LONG))};
    settle(io);
    async_cancel(tasks[0]);
    wait_for(io, tasks, 2, ASYNC_FIRST_DONE, LONG);
    async_cancel(tasks[1]);
    join(io, tasks, 2);
    return 0;
}

static int a_timeout_cancels_nothing(struct io *io)
{
    struct async_task *tasks[] = {start(io, ACT("A", 4)),
                                  start(io, ACT("B", 1))};
    wait_for(io, tasks, 2, ASYNC_ALL_DONE, 2.5);
    for (int i = 0; i < 2; i++)
        told("task", async_await(io, tasks[i]));
    return 0;
}

static int a_timeout_of_zero_only_looks(struct io *io)
{
    struct async_task *tasks[] = {start(io, ACT("A", 1)),
                                  start(io, ACT("B", 0))};
    settle(io);
    wait_for(io, tasks, 2, ASYNC_ALL_DONE, 0);
    async_detach(tasks[1]);
    return async_await(io, tasks[0]);
}

static int wait_for_event(struct io *io, void *arg)
{
    return async_event_wait(io, arg);
}

static int ring(struct io *io, void *arg)
{
    int err = nap(io, 1);
    async_event_set(arg);
    return err;
}

static int tasks_that_end_together_are_all_done(struct io *io)
{
    struct async_event event = {0};
    struct async_task *tasks[3];
    for (int i = 0; i < 3; i++)
        tasks[i] = spawn(io, wait_for_event, &event);
    struct async_task *ringing = spawn(io, ring, &event);
    wait_for(io, tasks, 3, ASYNC_FIRST_DONE, LONG);
    let_go(tasks, 3);
    return async_await(io, ringing);
}

static int tasks_that_have_ended_are_done_at_once(struct io *io)
{
    struct async_task *tasks[] = {start(io, ACT("A", 0)),
                                  start(io, ACT_THEN("B", 0, -EIO))};
    settle(io);
    wait_for(io, tasks, 2, ASYNC_ALL_DONE, LONG);
    async_detach(tasks[0]);
    told("B", async_await(io, tasks[1]));
    return 0;
}

static int waiting_for_no_tasks_is_refused(struct io *io)
{
    told("wait", async_wait(io, NULL, 0, ASYNC_ALL_DONE, IO_NEVER));
    return 0;
}

static int wait_for_first(struct io *io, void *arg)
{
    wait_for(io, arg, 2, ASYNC_FIRST_DONE, LONG);
    return 0;
}

static int wait_for_all(struct io *io, void *arg)
{
    wait_for(io, arg, 2, ASYNC_ALL_DONE, LONG);
    return 0;
}

static int two_tasks_wait_for_the_same_tasks(struct io *io)
{
    struct async_task *tasks[] = {start(io, ACT("A", 1)),
                                  start(io, ACT("B", 3))};
    struct async_task *one = spawn(io, wait_for_first, tasks);
    struct async_task *two = spawn(io, wait_for_all, tasks);
    async_await(io, one);
    async_await(io, two);
    let_go(tasks, 2);
    return 0;
}

static int a_shield_gives_the_result_or_the_error(struct io *io)
{
    struct act acts[] = {{"A", 1, 5}, {"B", 1, -EIO}};
    for (int i = 0; i < 2; i++) {
        struct async_task *inner = start(io, &acts[i]);
        told("shield", async_shield(io, inner));
        async_detach(inner);
    }
    return 0;
}

static int guard(struct io *io, void *arg)
{
    return told("shield", async_shield(io, arg));
}

static int a_shielded_task_that_is_cancelled_itself(struct io *io)
{
    struct async_task *inner = start(io, ACT("inner", LONG));
    struct async_task *outer = spawn(io, guard, inner);
    settle(io);
    async_cancel(inner);
    told("outer", async_await(io, outer));
    async_detach(inner);
    return 0;
}

static int a_shield_ends_a_timeout_on_time(struct io *io)
{
    struct async_task *inner = start(io, ACT_THEN("inner", 4, 3));
    struct async_timeout limit;
    async_timeout_open(&limit, io, units_ns(1));
    int err = guard(io, inner);
    told("timeout", async_timeout_close(&limit, err));
    told("inner", async_await(io, inner));
    return 0;
}

static int a_group_cancels_the_shield_not_the_shielded(struct io *io)
{
    struct async_task *inner = start(io, ACT_THEN("inner", 4, 3));
    struct async_group group;
    async_group_open(&group, io);
    async_group_spawn(&group, guard, inner);
    async_group_spawn(&group, act, ACT_THEN("failing", 1, -EIO));
    told("group", async_group_wait(&group));
    told("inner", async_await(io, inner));
    return 0;
}

static int a_shielded_task_is_cancelled_at_the_end_of_run(struct io *io)
{
    static struct act shielded = {"inner", LONG, 0};
    struct async_task *inner = start(io, &shielded);
    struct async_task *outer = spawn(io, guard, inner);
    settle(io);
    async_cancel(outer);
    told("outer", async_await(io, outer));
    async_detach(inner);
    say("main ends");
    return 0;
}

static void watch_all(struct async_watch *watches,
                      struct async_task *const *tasks, int count)
{
    for (int i = 0; i < count; i++)
        watches[i] = (struct async_watch){.task = tasks[i]};
}

static void say_next(struct io *io, struct async_completed *completed)
{
    struct async_watch *watch;
    int err = async_completed_next(io, completed, &watch);
    told("next", err ? err : watch->result);
}

static int tasks_come_in_the_order_in_which_they_end(struct io *io)
{
    struct async_task *tasks[] = {start(io, ACT_THEN("A", 5, 1)),
                                  start(io, ACT_THEN("B", 1, -EIO)),
                                  start(io, ACT_THEN("C", 3, 3))};
    struct async_watch watches[3];
    struct async_completed completed;
    watch_all(watches, tasks, 3);
    async_completed_open(&completed, watches, 3);
    for (int i = 0; i < 3; i++)
        say_next(io, &completed);
    async_completed_close(&completed);
    let_go(tasks, 3);
    return 0;
}

static int those_that_end_meanwhile_come_in_order(struct io *io)
{
    struct async_task *tasks[] = {start(io, ACT_THEN("A", 3, 1)),
                                  start(io, ACT_THEN("B", 2, 2)),
                                  start(io, ACT_THEN("C", 1, 3))};
    struct async_watch watches[3];
    struct async_completed completed;
    watch_all(watches, tasks, 3);
    async_completed_open(&completed, watches, 3);
    say_next(io, &completed);
    nap(io, 5);
    say_next(io, &completed);
    say_next(io, &completed);
    async_completed_close(&completed);
    let_go(tasks, 3);
    return 0;
}

static int waiting_for_the_next_may_time_out(struct io *io)
{
    struct async_task *tasks[] = {start(io, ACT_THEN("A", 1, 1)),
                                  start(io, ACT_THEN("B", LONG, 2))};
    struct async_watch watches[2];
    struct async_completed completed;
    struct async_timeout limit;
    watch_all(watches, tasks, 2);
    async_completed_open(&completed, watches, 2);
    async_timeout_open(&limit, io, units_ns(3));
    say_next(io, &completed);
    struct async_watch *watch;
    int err = async_completed_next(io, &completed, &watch);
    told("scope", async_timeout_close(&limit, err));
    async_cancel(tasks[1]);
    say_next(io, &completed);
    async_completed_close(&completed);
    let_go(tasks, 2);
    return 0;
}

int main(int argc, char **argv)
{
    const struct scenario scenarios[] = {
        SCENARIO(wait_waits_for_all),
        SCENARIO(a_failure_raises_nothing),
        SCENARIO(the_first_to_complete_ends_the_wait),
        SCENARIO(the_first_to_fail_ends_the_wait),
        SCENARIO(a_failure_counts_as_completion),
        SCENARIO(where_nothing_fails_first_exception_waits_for_all),
        SCENARIO(a_cancelled_task_is_not_a_first_exception),
        SCENARIO(a_cancelled_task_is_done_too),
        SCENARIO(a_timeout_cancels_nothing),
        SCENARIO(a_timeout_of_zero_only_looks),
        SCENARIO(tasks_that_end_together_are_all_done),
        SCENARIO(tasks_that_have_ended_are_done_at_once),
        SCENARIO(waiting_for_no_tasks_is_refused),
        SCENARIO(two_tasks_wait_for_the_same_tasks),
        SCENARIO(a_shield_gives_the_result_or_the_error),
        SCENARIO(a_shielded_task_that_is_cancelled_itself),
        SCENARIO(a_shield_ends_a_timeout_on_time),
        SCENARIO(a_group_cancels_the_shield_not_the_shielded),
        SCENARIO(a_shielded_task_is_cancelled_at_the_end_of_run),
        SCENARIO(tasks_come_in_the_order_in_which_they_end),
        SCENARIO(those_that_end_meanwhile_come_in_order),
        SCENARIO(waiting_for_the_next_may_time_out),
        {0},
    };
    return run_scenarios(scenarios, argc, argv);
}
