/* turns.c -- the order in which threads and processes begin and end (W4). */
#include <stdatomic.h>

#include "bench/semantics/semantic.h"
#include "bench/semantics/transcript.h"
#include "bench/semantics/workers.h"
#include "core/base/shared.h"
#include "core/base/text.h"

#define CREW       3
#define ROUNDS_MAX 2000

/* Who came when; shared by threads or processes. */
struct turns {
    atomic_int count;   /* of members that have come */
    int members[CREW];  /* in the order in which they came */
    double units[CREW]; /* that each sleeps first */
};

static void take_turn(int index, void *arg)
{
    struct turns *turns = arg;
    if (turns->units[index] > 0)
        block(turns->units[index]);
    turns->members[atomic_fetch_add(&turns->count, 1)] = index;
}

static int end_by_delay(enum worker_kind kind, const struct ask *ask)
{
    struct turns *turns = shared_alloc(sizeof *turns);
    if (!turns)
        return -ENOMEM;
    *turns = (struct turns){.units = {16, 8, 24}};
    int err = workers_run(kind, CREW, ask->wrong, take_turn, turns);
    char text[64] = "ended:";
    for (int i = 0; i < CREW; i++) {
        text_append(text, sizeof text, " %c", 'A' + turns->members[i]);
    }
    say("%s", text);
    shared_free(turns, sizeof *turns);
    return err;
}

static int threads_end_by_delay(const struct ask *ask)
{
    return end_by_delay(WORKER_THREAD, ask);
}

static int processes_end_by_delay(const struct ask *ask)
{
    return end_by_delay(WORKER_PROCESS, ask);
}

static bool in_order_made(const struct turns *turns)
{
    for (int i = 0; i < CREW; i++)
        if (turns->members[i] != i)
            return false;
    return true;
}

/* Tries until they begin in another order than they were made in. If that does
 * not happen, it proves nothing: it may happen another time. */
static int begin_as_they_like(const char *what, enum worker_kind kind,
                              const struct ask *ask)
{
    struct turns *turns = shared_alloc(sizeof *turns);
    if (!turns)
        return -ENOMEM;
    bool ordered = true;
    int err = 0;
    for (int i = 0; i < ROUNDS_MAX && ordered && !err; i++) {
        *turns = (struct turns){.count = 0};
        err = workers_run(kind, CREW, ask->wrong, take_turn, turns);
        ordered = in_order_made(turns);
    }
    say("%s: another order %s", what, ordered ? "was not seen" : "was seen");
    shared_free(turns, sizeof *turns);
    return err;
}

static int nobody_says_who_begins(const struct ask *ask)
{
    int err = begin_as_they_like("three threads", WORKER_THREAD, ask);
    return err ? err
               : begin_as_they_like("three processes", WORKER_PROCESS, ask);
}

const struct semantic semantics_turns[] = {
    {"w4-threads", "W4", "three threads end in the order of their delays",
     "starts each when the one before has ended",
     .plain = threads_end_by_delay},
    {"w4-processes", "W4", "three processes end in the order of their delays",
     "starts each when the one before has ended",
     .plain = processes_end_by_delay},
    {"w4-begin", "W4", "threads and processes begin in any order",
     "starts each when the one before has ended",
     .plain = nobody_says_who_begins},
    {0},
};
