/* runs.c -- runs: how they end, nest and follow each other (G6, G9, G10). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/async/asyncio/scenario.h"

static int a_run_returns_the_result_of_main(struct io *io)
{
    (void)io;
    return 7;
}

static int a_run_returns_the_error_of_main(struct io *io)
{
    return act(io, ACT_THEN("main", 0, -EIO));
}

static int unfinished_tasks_are_cancelled_at_the_end(struct io *io)
{
    static struct act left = {"left", 50, 0};
    async_spawn(io, act, &left, NULL);
    async_yield(io);
    say("main ends");
    return 0;
}

static int a_task_made_at_the_very_end(struct io *io)
{
    static struct act late = {"late", 50, 0};
    async_spawn(io, act, &late, NULL);
    say("main ends");
    return 0;
}

static int clean_up(struct io *io, void *arg)
{
    (void)arg;
    told("sleep", nap(io, LONG));
    nap(io, 1);
    say("cleaned up");
    return -ECANCELED;
}

static int a_run_waits_for_tasks_that_clean_up(struct io *io)
{
    async_spawn(io, clean_up, NULL, NULL);
    async_yield(io);
    say("main ends");
    return 0;
}

static int unfinished_tasks_are_cancelled_when_main_fails(struct io *io)
{
    static struct act left = {"left", 50, 0};
    async_spawn(io, act, &left, NULL);
    async_yield(io);
    return act(io, ACT_THEN("main", 0, -EIO));
}

static int await_a(struct io *io, void *arg)
{
    (void)arg;
    async_await(io, start(io, ACT("A", 1)));
    return 4;
}

static void a_second_run_works_like_the_first(void)
{
    say("%d", async_run(await_a, NULL));
    say("%d", async_run(await_a, NULL));
}

static int say_inner_runs(struct io *io, void *arg)
{
    (void)io;
    (void)arg;
    say("inner runs");
    return 0;
}

static int a_run_inside_a_run_is_refused(struct io *io)
{
    if (async_run(say_inner_runs, NULL) < 0)
        say("refused");
    nap(io, 1);
    say("main goes on");
    return 0;
}

static void waiting_outside_a_task_is_refused(void)
{
    differ("outside a task: an error number, not a syntax error", "EPERM",
           "SyntaxError");
    struct io io = {0};
    char value[VALUE_MAX];
    say("%s", value_of(async_yield(&io), value));
    agree();
}

static void making_a_task_outside_a_run_is_refused(void)
{
    struct io io = {0};
    bool refused = async_spawn(&io, say_inner_runs, NULL, NULL) < 0;
    say("%s", refused ? "refused" : "made");
}

static int act_elsewhere(struct io *io, void *arg)
{
    (void)arg;
    act(io, ACT("elsewhere", 1));
    return 6;
}

static void run_elsewhere(void *arg)
{
    (void)arg;
    say("thread %d", async_run(act_elsewhere, NULL));
}

static int a_run_in_another_thread_is_its_own(struct io *io)
{
    async_offload(io, run_elsewhere, NULL);
    return act(io, ACT("main", 0));
}

int main(int argc, char **argv)
{
    const struct scenario scenarios[] = {
        SCENARIO(a_run_returns_the_result_of_main),
        SCENARIO(a_run_returns_the_error_of_main),
        SCENARIO(unfinished_tasks_are_cancelled_at_the_end),
        SCENARIO(a_task_made_at_the_very_end),
        SCENARIO(a_run_waits_for_tasks_that_clean_up),
        SCENARIO(unfinished_tasks_are_cancelled_when_main_fails),
        PLAIN(a_second_run_works_like_the_first),
        SCENARIO(a_run_inside_a_run_is_refused),
        PLAIN(waiting_outside_a_task_is_refused),
        PLAIN(making_a_task_outside_a_run_is_refused),
        SCENARIO(a_run_in_another_thread_is_its_own),
        {0},
    };
    return run_scenarios(scenarios, argc, argv);
}
