/* parallel.c -- how many compute at the same time (C4). */
#include <stdatomic.h>

#include "bench/semantics/semantic.h"
#include "bench/semantics/transcript.h"
#include "bench/semantics/workers.h"

#define TWINS 2

struct twins {
    atomic_int computing;
    atomic_int most;
};

static void compute(struct twins *twins)
{
    int now = atomic_fetch_add(&twins->computing, 1) + 1;
    int most = atomic_load(&twins->most);
    while (now > most &&
           !atomic_compare_exchange_weak(&twins->most, &most, now))
        ;
    uint64_t end_ns = io_now_ns() + units_ns(8);
    while (io_now_ns() < end_ns)
        ;
    atomic_fetch_sub(&twins->computing, 1);
}

static void compute_in_thread(int index, void *arg)
{
    (void)index;
    compute(arg);
}

static int compute_in_task(struct io *io, void *arg)
{
    compute(arg);
    return async_yield(io);
}

static int coroutines_take_turns(struct io *io, const struct ask *ask)
{
    struct twins twins = {0};
    struct async_call calls[TWINS];
    for (int i = 0; i < TWINS; i++)
        calls[i] = (struct async_call){.fn = compute_in_task, .arg = &twins};
    int err = ask->wrong ? workers_run(WORKER_THREAD, TWINS, false,
                                       compute_in_thread, &twins)
                         : async_gather(io, calls, TWINS);
    say("at most %d of %d compute at once", atomic_load(&twins.most), TWINS);
    return err;
}

const struct semantic semantics_parallel[] = {
    {"c4", "C4", "of two coroutines that compute, one runs at a time",
     "computes in threads", .main = coroutines_take_turns},
    {0},
};
