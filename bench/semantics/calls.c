/* calls.c -- what a synchronous call does to the other tasks (B3). */
#include "bench/semantics/semantic.h"
#include "bench/semantics/transcript.h"

/* In units. A tick is late if it comes more than LATE after it was due, which
 * is far from what either kind of call does to it. */
#define LATE       10
#define LONG_CALL  30
#define SHORT_CALL 0.1

static int tick(struct io *io, void *arg)
{
    (void)arg;
    uint64_t due_ns = io_now_ns() + units_ns(1);
    int err = io_sleep_until(io, due_ns);
    bool late = io_now_ns() - due_ns > units_ns(LATE);
    say("a tick comes %s", late ? "late" : "in time");
    return err;
}

static void call(void *arg)
{
    const double *units = arg;
    block(*units);
}

static int call_beside_a_ticker(struct io *io, double units, bool offloaded)
{
    struct async_task *ticker = spawn(io, tick, NULL);
    async_yield(io);
    say("the call begins");
    int err = 0;
    if (offloaded)
        err = async_offload(io, call, &units);
    else
        call(&units);
    say("the call ends");
    async_await(io, ticker);
    return err;
}

static int a_short_call_does_no_harm(struct io *io, const struct ask *ask)
{
    return call_beside_a_ticker(io, ask->wrong ? LONG_CALL : SHORT_CALL, false);
}

static int a_long_call_holds_up(struct io *io, const struct ask *ask)
{
    return call_beside_a_ticker(io, LONG_CALL, ask->wrong);
}

static int a_long_call_is_offloaded(struct io *io, const struct ask *ask)
{
    return call_beside_a_ticker(io, LONG_CALL, !ask->wrong);
}

const struct semantic semantics_calls[] = {
    {"b3-short", "B3", "a short synchronous call holds nobody up",
     "makes a long one", .main = a_short_call_does_no_harm},
    {"b3-long", "B3", "a long synchronous call holds everybody up",
     "hands it to a thread", .main = a_long_call_holds_up},
    {"b3-offloaded", "B3", "a long call in a thread holds nobody up",
     "makes it on the loop", .main = a_long_call_is_offloaded},
    {0},
};
