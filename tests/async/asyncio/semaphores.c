/* semaphores.c -- semaphores: bounds, order, cancelled waiters. */
#include "tests/async/asyncio/scenario.h"

#define TASKS 8

/* A task that holds a permit for a while. */
struct holder {
    struct act act;
    struct async_semaphore *semaphore;
};

static int hold(struct io *io, void *arg)
{
    struct holder *self = arg;
    int err = async_semaphore_acquire(io, self->semaphore);
    if (err)
        return err;
    err = act(io, &self->act);
    async_semaphore_release(self->semaphore);
    return err;
}

/* Holders named "A", "B" and so on. */
struct waiters {
    struct holder holders[TASKS];
    struct async_task *tasks[TASKS];
};

static void spawn_crew(struct io *io, struct waiters *crew, int count,
                       const struct holder *like)
{
    static const char *const names[TASKS] = {"A", "B", "C", "D"};
    for (int i = 0; i < count; i++) {
        crew->holders[i] = *like;
        crew->holders[i].act.name = names[i];
        crew->tasks[i] = spawn(io, hold, &crew->holders[i]);
    }
}

struct turnstile {
    struct async_semaphore semaphore;
    int inside, peak;
};

static int enter(struct io *io, void *arg)
{
    struct turnstile *gate = arg;
    int err = async_semaphore_acquire(io, &gate->semaphore);
    if (err)
        return err;
    gate->inside++;
    if (gate->inside > gate->peak)
        gate->peak = gate->inside;
    err = nap(io, 0.5);
    gate->inside--;
    async_semaphore_release(&gate->semaphore);
    return err;
}

static int a_semaphore_bounds_how_many_are_inside(struct io *io)
{
    struct turnstile gate = {.semaphore = {.permits = 3}};
    struct async_task *tasks[TASKS];
    for (int i = 0; i < TASKS; i++)
        tasks[i] = spawn(io, enter, &gate);
    join(io, tasks, TASKS);
    say("peak %d", gate.peak);
    return 0;
}

static int a_semaphore_serves_in_order(struct io *io)
{
    struct async_semaphore semaphore = {.permits = 1};
    struct waiters crew;
    spawn_crew(io, &crew, 4, &(struct holder){{"", 0, 0}, &semaphore});
    join(io, crew.tasks, 4);
    return 0;
}

static int a_semaphore_lets_no_latecomer_jump_the_queue(struct io *io)
{
    struct async_semaphore semaphore = {.permits = 0};
    struct holder early = {{"early", 1, 0}, &semaphore};
    struct holder late = {{"late", 1, 0}, &semaphore};
    struct async_task *tasks[2];
    tasks[0] = spawn(io, hold, &early);
    settle(io);
    async_semaphore_release(&semaphore);
    tasks[1] = spawn(io, hold, &late);
    settle(io);
    async_semaphore_release(&semaphore);
    join(io, tasks, 2);
    return 0;
}

static int hold_twice(struct io *io, void *arg)
{
    int err = hold(io, arg);
    return err ? err : hold(io, arg);
}

static int a_task_that_releases_and_asks_again_queues_behind(struct io *io)
{
    struct async_semaphore semaphore = {.permits = 1};
    struct holder holders[] = {{{"A", 0, 0}, &semaphore},
                               {{"B", 0, 0}, &semaphore}};
    struct async_task *tasks[] = {spawn(io, hold_twice, &holders[0]),
                                  spawn(io, hold_twice, &holders[1])};
    join(io, tasks, 2);
    return 0;
}

static int a_semaphore_releases_several_at_once(struct io *io)
{
    struct async_semaphore semaphore = {.permits = 0};
    struct waiters crew;
    spawn_crew(io, &crew, 4, &(struct holder){{"", LONG, 0}, &semaphore});
    settle(io);
    for (int i = 0; i < 3; i++)
        async_semaphore_release(&semaphore);
    settle(io);
    say("three are in");
    for (int i = 0; i < 4; i++)
        async_cancel(crew.tasks[i]);
    join(io, crew.tasks, 4);
    return 0;
}

static int a_cancelled_waiter_leaves_its_place_to_the_next(struct io *io)
{
    struct async_semaphore semaphore = {.permits = 0};
    struct waiters crew;
    spawn_crew(io, &crew, 3, &(struct holder){{"", 1, 0}, &semaphore});
    settle(io);
    async_cancel(crew.tasks[0]);
    settle(io);
    async_semaphore_release(&semaphore);
    join(io, crew.tasks, 3);
    return 0;
}

static int a_waiter_cancelled_just_before_a_release_is_passed(struct io *io)
{
    struct async_semaphore semaphore = {.permits = 0};
    struct waiters crew;
    spawn_crew(io, &crew, 2, &(struct holder){{"", 1, 0}, &semaphore});
    settle(io);
    async_cancel(crew.tasks[0]);
    async_semaphore_release(&semaphore);
    join(io, crew.tasks, 2);
    return 0;
}

static int
a_waiter_cancelled_when_it_has_its_permit_gives_it_back(struct io *io)
{
    struct async_semaphore semaphore = {.permits = 0};
    struct waiters crew;
    spawn_crew(io, &crew, 2, &(struct holder){{"", 1, 0}, &semaphore});
    settle(io);
    async_semaphore_release(&semaphore);
    async_cancel(crew.tasks[0]);
    join(io, crew.tasks, 2);
    told("permit", async_semaphore_acquire(io, &semaphore));
    return 0;
}

static int a_task_cancelled_inside_gives_back_its_permit(struct io *io)
{
    struct async_semaphore semaphore = {.permits = 1};
    struct holder holders[] = {{{"A", LONG, 0}, &semaphore},
                               {{"B", 1, 0}, &semaphore}};
    struct async_task *tasks[] = {spawn(io, hold, &holders[0]),
                                  spawn(io, hold, &holders[1])};
    settle(io);
    async_cancel(tasks[0]);
    join(io, tasks, 2);
    return 0;
}

static int waiting_for_a_permit_times_out(struct io *io)
{
    struct async_semaphore semaphore = {.permits = 0};
    struct async_timeout limit;
    async_timeout_open(&limit, io, units_ns(1));
    int err = told("acquire", async_semaphore_acquire(io, &semaphore));
    told("scope", async_timeout_close(&limit, err));
    async_semaphore_release(&semaphore);
    told("acquire", async_semaphore_acquire(io, &semaphore));
    return 0;
}

static int a_bounded_semaphore_refuses_to_grow(struct io *io)
{
    struct async_semaphore semaphore = {.permits = 2, .bound = 2};
    async_semaphore_acquire(io, &semaphore);
    told("release", async_semaphore_release(&semaphore));
    told("release", async_semaphore_release(&semaphore));
    for (int i = 0; i < 2; i++)
        told("acquire", async_semaphore_acquire(io, &semaphore));
    say("%s", semaphore.permits == 0 ? "locked" : "free");
    return 0;
}

static int a_bounded_semaphore_passes_its_permits_on(struct io *io)
{
    struct async_semaphore semaphore = {.permits = 1, .bound = 1};
    struct waiters crew;
    spawn_crew(io, &crew, 3, &(struct holder){{"", 1, 0}, &semaphore});
    join(io, crew.tasks, 3);
    told("release", async_semaphore_release(&semaphore));
    return 0;
}

int main(int argc, char **argv)
{
    const struct scenario scenarios[] = {
        SCENARIO(a_semaphore_bounds_how_many_are_inside),
        SCENARIO(a_semaphore_serves_in_order),
        SCENARIO(a_semaphore_lets_no_latecomer_jump_the_queue),
        SCENARIO(a_task_that_releases_and_asks_again_queues_behind),
        SCENARIO(a_semaphore_releases_several_at_once),
        SCENARIO(a_cancelled_waiter_leaves_its_place_to_the_next),
        SCENARIO(a_waiter_cancelled_just_before_a_release_is_passed),
        SCENARIO(a_waiter_cancelled_when_it_has_its_permit_gives_it_back),
        SCENARIO(a_task_cancelled_inside_gives_back_its_permit),
        SCENARIO(waiting_for_a_permit_times_out),
        SCENARIO(a_bounded_semaphore_refuses_to_grow),
        SCENARIO(a_bounded_semaphore_passes_its_permits_on),
        {0},
    };
    return run_scenarios(scenarios, argc, argv);
}
