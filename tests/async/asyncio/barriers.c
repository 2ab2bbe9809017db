/* barriers.c -- barriers: tasks that go on together. */
#include "tests/async/asyncio/scenario.h"

/* A task that meets others, and says which one it was. */
struct comer {
    const char *name;
    struct async_barrier *barrier;
};

static int meet(struct io *io, void *arg)
{
    const struct comer *self = arg;
    int before = async_barrier_wait(io, self->barrier);
    told(self->name, before);
    return before;
}

static struct async_task *send(struct io *io, struct comer *comer)
{
    struct async_task *task = spawn(io, meet, comer);
    settle(io);
    return task;
}

static int all_go_on_when_the_last_has_come(struct io *io)
{
    struct async_barrier barrier = {.parties = 3};
    struct comer comers[] = {{"A", &barrier}, {"B", &barrier}, {"C", &barrier}};
    struct async_task *tasks[3];
    any_order();
    for (int i = 0; i < 3; i++) {
        tasks[i] = send(io, &comers[i]);
        say("waiting %d", barrier.arrived);
    }
    in_order();
    join(io, tasks, 3);
    return 0;
}

static int meet_twice(struct io *io, void *arg)
{
    int before = meet(io, arg);
    return before < 0 ? before : meet(io, arg);
}

static int a_barrier_serves_again_and_again(struct io *io)
{
    struct async_barrier barrier = {.parties = 2};
    struct comer comers[] = {{"A", &barrier}, {"B", &barrier}};
    differ("who comes again need not wait until all have gone",
           "B=1 A=0 A=1 B=0", "B=1 A=0 B=1 A=0");
    struct async_task *tasks[] = {spawn(io, meet_twice, &comers[0]),
                                  spawn(io, meet_twice, &comers[1])};
    settle(io);
    agree();
    for (int i = 0; i < 2; i++)
        async_await(io, tasks[i]);
    say("waiting %d", barrier.arrived);
    return 0;
}

static int one_that_is_cancelled_no_longer_counts(struct io *io)
{
    struct async_barrier barrier = {.parties = 2};
    struct comer comers[] = {{"A", &barrier}, {"B", &barrier}, {"C", &barrier}};
    struct async_task *tasks[3];
    tasks[0] = send(io, &comers[0]);
    async_cancel(tasks[0]);
    settle(io);
    say("waiting %d", barrier.arrived);
    tasks[1] = send(io, &comers[1]);
    say("waiting %d", barrier.arrived);
    any_order();
    tasks[2] = send(io, &comers[2]);
    in_order();
    join(io, tasks, 3);
    return 0;
}

static int resetting_ends_the_waits(struct io *io)
{
    struct async_barrier barrier = {.parties = 3};
    struct comer comers[] = {{"A", &barrier}, {"B", &barrier}, {"C", &barrier}};
    struct async_task *tasks[] = {send(io, &comers[0]), send(io, &comers[1])};
    async_barrier_reset(&barrier);
    settle(io);
    join(io, tasks, 2);
    say("%s", barrier.broken ? "broken" : "whole");
    any_order();
    struct async_task *again[3];
    for (int i = 0; i < 3; i++)
        again[i] = send(io, &comers[i]);
    in_order();
    join(io, again, 3);
    return 0;
}

static int aborting_breaks_it_until_it_is_reset(struct io *io)
{
    struct async_barrier barrier = {.parties = 2};
    struct comer comers[] = {{"A", &barrier}, {"B", &barrier}, {"C", &barrier}};
    struct async_task *task = send(io, &comers[0]);
    async_barrier_abort(&barrier);
    settle(io);
    join(io, &task, 1);
    say("%s", barrier.broken ? "broken" : "whole");
    meet(io, &comers[1]);
    async_barrier_reset(&barrier);
    say("%s", barrier.broken ? "broken" : "whole");
    any_order();
    struct async_task *tasks[] = {send(io, &comers[1]), send(io, &comers[2])};
    in_order();
    join(io, tasks, 2);
    return 0;
}

static int a_party_of_one_never_waits(struct io *io)
{
    struct async_barrier barrier = {.parties = 1};
    return meet(io, &(struct comer){"A", &barrier});
}

static int waiting_for_the_others_may_time_out(struct io *io)
{
    struct async_barrier barrier = {.parties = 2};
    struct async_timeout limit;
    async_timeout_open(&limit, io, units_ns(1));
    int err = meet(io, &(struct comer){"A", &barrier});
    told("scope", async_timeout_close(&limit, err));
    say("waiting %d", barrier.arrived);
    return 0;
}

int main(int argc, char **argv)
{
    const struct scenario scenarios[] = {
        SCENARIO(all_go_on_when_the_last_has_come),
        SCENARIO(a_barrier_serves_again_and_again),
        SCENARIO(one_that_is_cancelled_no_longer_counts),
        SCENARIO(resetting_ends_the_waits),
        SCENARIO(aborting_breaks_it_until_it_is_reset),
        SCENARIO(a_party_of_one_never_waits),
        SCENARIO(waiting_for_the_others_may_time_out),
        {0},
    };
    return run_scenarios(scenarios, argc, argv);
}
