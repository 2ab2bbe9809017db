/* tasks.c -- tasks: made, awaited, listed, sharing (W2-W5, G6, G8, M2-M3). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "tests/async/asyncio/scenario.h"

static int a_task_begins_when_its_parent_yields(struct io *io)
{
    struct async_task *task = start(io, ACT("A", 0));
    say("created");
    async_yield(io);
    say("yielded");
    return async_await(io, task);
}

static int say_thrice(struct io *io, void *arg)
{
    for (int i = 0; i < 3; i++) {
        say("%s", (const char *)arg);
        async_yield(io);
    }
    return 0;
}

static int tasks_take_turns_in_the_order_they_were_made(struct io *io)
{
    struct async_task *tasks[] = {spawn(io, say_thrice, "A"),
                                  spawn(io, say_thrice, "B"),
                                  spawn(io, say_thrice, "C")};
    for (int i = 0; i < 3; i++)
        async_await(io, tasks[i]);
    return 0;
}

static int awaiting_one_after_another_stays_sequential(struct io *io)
{
    struct async_task *beside = start(io, ACT("beside", 2));
    async_yield(io);
    say("Started");
    act(io, ACT("Hello", 1));
    act(io, ACT("World", 3));
    say("Finished");
    return async_await(io, beside);
}

static int two_tasks_wait_at_the_same_time(struct io *io)
{
    struct async_task *hello = start(io, ACT("Hello", 1));
    struct async_task *world = start(io, ACT("World", 3));
    say("Started");
    async_await(io, hello);
    nap(io, 1);
    say("between");
    async_await(io, world);
    say("Finished");
    return 0;
}

static int tasks_end_in_order_of_delay_not_of_creation(struct io *io)
{
    struct async_task *tasks[] = {
        start(io, ACT("A", 4)), start(io, ACT("B", 2)), start(io, ACT("C", 6))};
    for (int i = 0; i < 3; i++)
        async_await(io, tasks[i]);
    return 0;
}

static int tick(struct io *io, void *arg)
{
    int *ticks = arg, err;
    while (!(err = async_yield(io)))
        ++*ticks;
    return err;
}

static int a_sleep_lets_others_run(struct io *io)
{
    int ticks = 0;
    struct async_task *ticker = spawn(io, tick, &ticks);
    nap(io, 2);
    say("%s", ticks >= 10 ? "many ticks" : "few ticks");
    async_cancel(ticker);
    told("ticker", async_await(io, ticker));
    return 0;
}

static int timers_come_between_slices_of_computing(struct io *io)
{
    struct async_task *timer = start(io, ACT("timer", 2));
    for (int i = 0; i < 12; i++) {
        block(1);
        async_yield(io);
    }
    say("main has computed");
    return async_await(io, timer);
}

static int say_it(struct io *io, void *arg)
{
    (void)io;
    say("%s", (const char *)arg);
    return 0;
}

static int a_sleep_of_no_time_at_all(struct io *io)
{
    differ("io_sleep() of no time does not wait; async_yield() does",
           "main other", "other main");
    struct async_task *other = spawn(io, say_it, "other");
    io_sleep(io, 0);
    say("main");
    async_await(io, other);
    agree();
    return 0;
}

static int a_task_can_end_before_it_is_awaited(struct io *io)
{
    struct async_task *fine = start(io, ACT_THEN("fine", 0, 5));
    struct async_task *failed = start(io, ACT_THEN("failed", 0, -EIO));
    nap(io, 1);
    say("later");
    told("fine", async_await(io, fine));
    told("failed", async_await(io, failed));
    return 0;
}

struct waiter {
    const char *name;
    struct async_task *task;
};

static int wait_for(struct io *io, void *arg)
{
    const struct waiter *self = arg;
    told(self->name, async_shield(io, self->task));
    return 0;
}

static int two_tasks_wait_for_the_same_one(struct io *io)
{
    struct async_task *inner = start(io, ACT_THEN("inner", 1, 3));
    struct waiter waiters[] = {{"first", inner}, {"second", inner}};
    struct async_task *first = spawn(io, wait_for, &waiters[0]);
    struct async_task *second = spawn(io, wait_for, &waiters[1]);
    async_await(io, first);
    async_await(io, second);
    told("main", async_await(io, inner));
    return 0;
}

static int a_task_that_fails_alone_disturbs_nobody(struct io *io)
{
    struct async_task *failing = start(io, ACT_THEN("failing", 1, -EIO));
    act(io, ACT("main", 2));
    told("failing", async_await(io, failing));
    return 0;
}

static int await_self(struct io *io, void *arg)
{
    (void)arg;
    if (async_await(io, async_self(io)) == -EDEADLK)
        say("refused");
    return 0;
}

static int a_task_cannot_await_itself(struct io *io)
{
    async_spawn(io, await_self, NULL, NULL);
    settle(io);
    return 0;
}

/* Waits at the bottom of a stack of `depth` calls. */
static int descend(struct io *io, int depth)
{
    int below = depth * 3;
    if (depth == 0)
        return nap(io, 1);
    return descend(io, depth - 1) + below;
}

static int descend_forty(struct io *io, void *arg)
{
    (void)arg;
    return descend(io, 40);
}

static int locals_and_a_deep_stack_survive_a_wait(struct io *io)
{
    struct async_task *other = spawn(io, descend_forty, NULL);
    say("main %d", descend(io, 50));
    say("other %d", async_await(io, other));
    return 0;
}

static int by_way_of_a_helper(const void *first, const void *second)
{
    struct io *io = *(struct io *const *)first;
    (void)second;
    return nap(io, 1);
}

/* qsort() knows nothing of tasks, yet its callback can wait. */
static int a_plain_function_can_wait(struct io *io)
{
    differ("a plain function can wait", "works", "SyntaxError");
    struct io *pair[] = {io, io};
    uint64_t begin_ns = io_now_ns();
    qsort(pair, 2, sizeof *pair, by_way_of_a_helper);
    say("%s", io_now_ns() - begin_ns >= units_ns(1) ? "works" : "no wait");
    agree();
    return 0;
}

static int by_name(const void *first, const void *second)
{
    return strcmp(first, second);
}

static void list_tasks(struct io *io)
{
    struct async_task *tasks[4];
    int count = async_list(io, tasks, 4);
    char names[4][ASYNC_NAME_MAX] = {{0}}, text[128] = "live";
    for (int i = 0; i < count && i < 4; i++) {
        char number[ASYNC_NAME_MAX];
        bool self = tasks[i] == async_self(io);
        snprintf(names[i], sizeof names[i], "%s",
                 self ? "main" : async_name(tasks[i], number));
    }
    qsort(names, (size_t)count, sizeof *names, by_name);
    for (int i = 0; i < count && i < 4; i++) {
        text_append(text, sizeof text, " %s", names[i]);
    }
    say("%s", text);
}

static int nap_one(struct io *io, void *arg)
{
    (void)arg;
    return nap(io, 1);
}

static int nap_long(struct io *io, void *arg)
{
    (void)arg;
    return nap(io, LONG);
}

static int live_tasks_can_be_listed_by_name(struct io *io)
{
    struct async_options named_long = {.name = "long"};
    struct async_options named_short = {.name = "short"};
    struct async_task *long_task, *short_task;
    async_spawn_with(io, &named_long, nap_long, NULL, &long_task);
    async_spawn_with(io, &named_short, nap_one, NULL, &short_task);
    list_tasks(io);
    async_await(io, short_task);
    list_tasks(io);
    async_cancel(long_task);
    told("long", async_await(io, long_task));
    list_tasks(io);
    return 0;
}

static int add_without_a_wait(struct io *io, void *arg)
{
    int *count = arg;
    for (int i = 0; i < 100; i++) {
        int seen = *count;
        *count = seen + 1;
    }
    return async_yield(io);
}

static int read_wait_write(struct io *io, void *arg)
{
    int *count = arg;
    for (int i = 0; i < 100; i++) {
        int seen = *count;
        async_yield(io);
        *count = seen + 1;
    }
    return 0;
}

static int count_in_twenty_tasks(struct io *io, async_fn *add)
{
    int count = 0;
    struct async_task *tasks[20];
    for (int i = 0; i < 20; i++)
        tasks[i] = spawn(io, add, &count);
    join(io, tasks, 20);
    say("count %d", count);
    return 0;
}

static int increments_without_a_wait_are_never_lost(struct io *io)
{
    return count_in_twenty_tasks(io, add_without_a_wait);
}

static int read_wait_write_loses_updates(struct io *io)
{
    return count_in_twenty_tasks(io, read_wait_write);
}

int main(int argc, char **argv)
{
    const struct scenario scenarios[] = {
        SCENARIO(a_task_begins_when_its_parent_yields),
        SCENARIO(tasks_take_turns_in_the_order_they_were_made),
        SCENARIO(awaiting_one_after_another_stays_sequential),
        SCENARIO(two_tasks_wait_at_the_same_time),
        SCENARIO(tasks_end_in_order_of_delay_not_of_creation),
        SCENARIO(a_sleep_lets_others_run),
        SCENARIO(timers_come_between_slices_of_computing),
        SCENARIO(a_sleep_of_no_time_at_all),
        SCENARIO(a_task_can_end_before_it_is_awaited),
        SCENARIO(two_tasks_wait_for_the_same_one),
        SCENARIO(a_task_that_fails_alone_disturbs_nobody),
        SCENARIO(a_task_cannot_await_itself),
        SCENARIO(locals_and_a_deep_stack_survive_a_wait),
        SCENARIO(a_plain_function_can_wait),
        SCENARIO(live_tasks_can_be_listed_by_name),
        SCENARIO(increments_without_a_wait_are_never_lost),
        SCENARIO(read_wait_write_loses_updates),
        {0},
    };
    return run_scenarios(scenarios, argc, argv);
}
