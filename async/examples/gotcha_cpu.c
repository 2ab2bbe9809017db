/* gotcha_cpu.c -- a task that computes holds up all others.
 *
 * From document 2, "Gotchas": await is for waiting, not for work. While a task
 * computes, no other has a turn; a pool thread holds up no task, but finishes
 * no sooner.
 *
 *     In place: the ticker had no turn.
 *     In a thread: the ticker had its turns.
 */
#include <stdio.h>

#include "async/async.h"
#include "async/examples/example.h"

static int ticks;

static int ticker(struct io *io, void *arg)
{
    (void)arg;
    int err = 0;
    while (!err) {
        err = io_sleep(io, seconds(0.1));
        ticks += !err;
    }
    return err;
}

static void compute(void *arg)
{
    volatile uint64_t *sum = arg;
    uint64_t end_ns = io_now_ns() + seconds(2);
    while (io_now_ns() < end_ns)
        *sum += 1;
}

static int run(struct io *io, void *arg)
{
    (void)arg;
    uint64_t sum = 0;
    int err = async_spawn(io, ticker, NULL, NULL);
    err = err ? err : async_yield(io); /* the ticker begins */
    if (err)
        return err;
    compute(&sum);
    printf("In place: the ticker had %s.\n", ticks ? "turns" : "no turn");
    ticks = 0;
    err = async_offload(io, compute, &sum);
    printf("In a thread: the ticker had %s.\n", ticks ? "its turns" : "none");
    return err;
}

int main(int argc, char **argv)
{
    example_begin(argc, argv);
    return example_end(async_run(run, NULL));
}
