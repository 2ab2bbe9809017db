/* gather.c -- gather: the order of results, the effect of errors (G1-G3). */
#include <stdlib.h>

#include "bench/semantics/semantic.h"
#include "bench/semantics/transcript.h"
#include "core/base/text.h"

#define NAPPERS 1000

/* A thousand calls with random delays, and the order in which they ended. */
struct race {
    struct sleeper {
        struct race *race;
        int index;
        double units;
    } nappers[NAPPERS];
    struct async_call calls[NAPPERS];
    int ended[NAPPERS];
    int count;
};

static int nap_and_return(struct io *io, void *arg)
{
    const struct sleeper *self = arg;
    int err = nap(io, self->units);
    self->race->ended[self->race->count++] = self->index;
    return err ? err : self->index;
}

static void race_make(struct race *race, uint64_t seed)
{
    unsigned short state[3] = {(unsigned short)seed,
                               (unsigned short)(seed >> 16),
                               (unsigned short)(seed >> 32)};
    race->count = 0;
    for (int i = 0; i < NAPPERS; i++) {
        race->nappers[i] = (struct sleeper){race, i, 8 * erand48(state)};
        race->calls[i] =
            (struct async_call){.fn = nap_and_return, .arg = &race->nappers[i]};
    }
}

static int results_keep_argument_order(struct io *io, const struct ask *ask)
{
    static struct race race;
    race_make(&race, ask->seed);
    int err = async_gather(io, race.calls, NAPPERS), ended = 0, right = 0;
    for (int i = 0; i < NAPPERS; i++) {
        int result = ask->wrong ? race.ended[i] : race.calls[i].result;
        ended += race.ended[i] == i;
        right += result == i;
    }
    say("%s ended in the order of arguments",
        ended == NAPPERS ? "all" : "not all");
    say("%s results are in the order of arguments",
        right == NAPPERS ? "all 1000" : "not all");
    return err;
}

static void say_results(const struct async_call *calls, int count)
{
    char text[128] = "results:", value[VALUE_MAX];
    for (int i = 0; i < count; i++) {
        text_append(text, sizeof text, " %s", value_of(calls[i].result, value));
    }
    say("%s", text);
}

static int errors_come_as_values(struct io *io, const struct ask *ask)
{
    struct async_call calls[] = {{.fn = act, .arg = ACT_THEN("A", 4, 1)},
                                 {.fn = act, .arg = ACT_THEN("B", 2, -EIO)},
                                 {.fn = act, .arg = ACT_THEN("C", 6, -EPROTO)},
                                 {.fn = act, .arg = ACT_THEN("D", 8, 4)}};
    int err = ask->wrong ? async_gather(io, calls, 4)
                         : async_gather_all(io, calls, 4);
    told("gather", err);
    if (!err)
        say_results(calls, 4);
    nap(io, 10);
    return 0;
}

static int gather_one_that_fails(struct io *io)
{
    static struct act a = {"A", 4, 0}, b = {"B", 2, -EIO};
    struct async_call calls[] = {{.fn = act, .arg = &a},
                                 {.fn = act, .arg = &b}};
    return async_gather(io, calls, 2);
}

static int group_one_that_fails(struct io *io)
{
    struct async_group group;
    async_group_open(&group, io);
    async_group_spawn(&group, act, ACT("A", 4));
    async_group_spawn(&group, act, ACT_THEN("B", 2, -EIO));
    return async_group_wait(&group);
}

static int siblings_of_an_error_go_on(struct io *io, const struct ask *ask)
{
    told("gather",
         ask->wrong ? group_one_that_fails(io) : gather_one_that_fails(io));
    nap(io, 6);
    say("main ends");
    return 0;
}

const struct semantic semantics_gather[] = {
    {"g1-loop", "G1", "1,000 random delays: results in argument order",
     "appends each result as it comes", .main = results_keep_argument_order},
    {"g2", "G2", "errors are values among the results",
     "gathers without return_exceptions", .main = errors_come_as_values},
    {"g3", "G3", "the first error propagates, and siblings go on",
     "uses a group, which cancels them", .main = siblings_of_an_error_go_on},
    {0},
};
