/* locks.c -- locks: order, cancelled waiters, deadlock (M3, M4). */
#include "tests/async/asyncio/scenario.h"

#define TASKS 3

/* Holders named "A", "B" and so on. */
struct contenders {
    struct lock_holder holders[TASKS];
    struct async_task *tasks[TASKS];
};

static void spawn_crew(struct io *io, struct contenders *crew, int count,
                       const struct lock_holder *like)
{
    static const char *const names[TASKS] = {"A", "B", "C"};
    for (int i = 0; i < count; i++) {
        crew->holders[i] = *like;
        crew->holders[i].act.name = names[i];
        crew->tasks[i] = spawn(io, hold_lock, &crew->holders[i]);
    }
}

static void say_if_locked(const struct async_lock *lock)
{
    say("%s", lock->holder ? "locked" : "free");
}

static int a_lock_serves_in_order(struct io *io)
{
    struct async_lock lock = {0};
    struct contenders crew;
    spawn_crew(io, &crew, 3, &(struct lock_holder){{"", 1, 0}, &lock});
    join(io, crew.tasks, 3);
    return 0;
}

static int a_lock_lets_no_latecomer_jump_the_queue(struct io *io)
{
    struct async_lock lock = {0};
    struct lock_holder early = {{"early", 1, 0}, &lock};
    struct lock_holder late = {{"late", 1, 0}, &lock};
    struct async_task *tasks[2];
    async_lock_acquire(io, &lock);
    tasks[0] = spawn(io, hold_lock, &early);
    settle(io);
    async_lock_release(&lock);
    tasks[1] = spawn(io, hold_lock, &late);
    join(io, tasks, 2);
    return 0;
}

static int a_lock_lets_no_former_owner_jump_the_queue(struct io *io)
{
    struct async_lock lock = {0};
    struct lock_holder main = {{"main", 1, 0}, &lock};
    struct contenders crew;
    async_lock_acquire(io, &lock);
    spawn_crew(io, &crew, 1, &(struct lock_holder){{"", 1, 0}, &lock});
    settle(io);
    async_lock_release(&lock);
    hold_lock(io, &main);
    join(io, crew.tasks, 1);
    return 0;
}

static int a_waiter_cancelled_when_it_has_the_lock_passes_it_on(struct io *io)
{
    struct async_lock lock = {0};
    struct contenders crew;
    async_lock_acquire(io, &lock);
    spawn_crew(io, &crew, 2, &(struct lock_holder){{"", 1, 0}, &lock});
    settle(io);
    async_lock_release(&lock);
    async_cancel(crew.tasks[0]);
    join(io, crew.tasks, 2);
    say_if_locked(&lock);
    return 0;
}

static int a_lock_that_nobody_holds_cannot_be_released(struct io *io)
{
    (void)io;
    struct async_lock lock = {0};
    say("%s", async_lock_release(&lock) ? "refused" : "released");
    return 0;
}

struct locked_counter {
    struct async_lock lock;
    int count;
};

static int add_locked(struct io *io, void *arg)
{
    struct locked_counter *counter = arg;
    for (int i = 0; i < 20; i++) {
        async_lock_acquire(io, &counter->lock);
        int seen = counter->count;
        async_yield(io);
        counter->count = seen + 1;
        async_lock_release(&counter->lock);
    }
    return 0;
}

static int a_lock_taken_before_a_wait_prevents_lost_updates(struct io *io)
{
    struct locked_counter counter = {.count = 0};
    struct async_task *tasks[5];
    for (int i = 0; i < 5; i++)
        tasks[i] = spawn(io, add_locked, &counter);
    join(io, tasks, 5);
    say("count %d", counter.count);
    return 0;
}

struct taker {
    struct async_lock *first, *second;
};

static int take_both(struct io *io, void *arg)
{
    struct taker *self = arg;
    async_lock_acquire(io, self->first);
    settle(io);
    int err = async_lock_acquire(io, self->second);
    if (!err) {
        say("took both");
        async_lock_release(self->second);
    }
    async_lock_release(self->first);
    return err;
}

static int gather_takers(struct io *io, void *arg)
{
    (void)arg;
    static struct async_lock a, b;
    static struct taker takers[] = {{&a, &b}, {&b, &a}};
    struct async_call calls[] = {{.fn = take_both, .arg = &takers[0]},
                                 {.fn = take_both, .arg = &takers[1]}};
    return async_gather(io, calls, 2);
}

static void two_locks_in_opposite_order_deadlock(void)
{
    differ("a proven deadlock ends the run", "EDEADLK", "waits forever");
    char value[VALUE_MAX];
    say("%s", value_of(async_run(gather_takers, NULL), value));
    agree();
}

int main(int argc, char **argv)
{
    const struct scenario scenarios[] = {
        SCENARIO(a_lock_serves_in_order),
        SCENARIO(a_lock_lets_no_latecomer_jump_the_queue),
        SCENARIO(a_lock_lets_no_former_owner_jump_the_queue),
        SCENARIO(a_waiter_cancelled_when_it_has_the_lock_passes_it_on),
        SCENARIO(a_lock_that_nobody_holds_cannot_be_released),
        SCENARIO(a_lock_taken_before_a_wait_prevents_lost_updates),
        PLAIN(two_locks_in_opposite_order_deadlock),
        {0},
    };
    return run_scenarios(scenarios, argc, argv);
}
