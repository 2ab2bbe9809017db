/* sharing.c -- what happens to a number that tasks share (M2, M3). */
#include "bench/semantics/semantic.h"
#include "bench/semantics/transcript.h"

#define TASKS 2
#define ADDS  1000

struct shared_counter {
    int count;
    bool waits; /* between reading and writing, instead of after */
    bool locks;
    struct async_lock lock;
};

static void add(struct io *io, struct shared_counter *counter)
{
    int seen = counter->count;
    if (counter->waits)
        async_yield(io);
    counter->count = seen + 1;
}

static int add_many(struct io *io, void *arg)
{
    struct shared_counter *counter = arg;
    for (int i = 0; i < ADDS; i++) {
        if (counter->locks)
            async_lock_acquire(io, &counter->lock);
        add(io, counter);
        if (counter->locks)
            async_lock_release(&counter->lock);
        if (!counter->waits)
            async_yield(io);
    }
    return 0;
}

static int count_together(struct io *io, struct shared_counter *counter)
{
    struct async_task *tasks[TASKS];
    for (int i = 0; i < TASKS; i++)
        tasks[i] = spawn(io, add_many, counter);
    for (int i = 0; i < TASKS; i++)
        async_await(io, tasks[i]);
    say("%d of %d updates lost", TASKS * ADDS - counter->count, TASKS * ADDS);
    return 0;
}

static int none_is_lost_without_a_wait(struct io *io, const struct ask *ask)
{
    struct shared_counter counter = {.waits = ask->wrong};
    return count_together(io, &counter);
}

static int half_is_lost_over_a_wait(struct io *io, const struct ask *ask)
{
    struct shared_counter counter = {.waits = true, .locks = ask->wrong};
    return count_together(io, &counter);
}

const struct semantic semantics_sharing[] = {
    {"m2", "M2", "between two waits nobody interferes",
     "waits between reading and writing", .main = none_is_lost_without_a_wait},
    {"m3", "M3", "read, wait, write loses updates", "holds a lock meanwhile",
     .main = half_is_lost_over_a_wait},
    {0},
};
