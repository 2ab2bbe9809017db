/* grain.c -- computes for a moment: how small may a task be?
 *
 * A round is one step of a linear congruential generator, modulo 2^32 so that
 * every language has it; each needs the one before, so a task takes as long as
 * its rounds, down to a few nanoseconds. How far n steps lead can be found in
 * log n, which is the check. */
#include <errno.h>
#include <stdio.h>

#include "core/work.h"
#include "core/workload.h"

#define FACTOR UINT32_C(1664525) /* of Numerical Recipes' quick generator */
#define ADDEND UINT32_C(1013904223)

struct grain {
    uint32_t state;
    int64_t rounds;
};

static void grind(void *arg)
{
    struct grain *grain = arg;
    uint32_t state = grain->state;
    for (int64_t round = 0; round < grain->rounds; round++)
        state = state * FACTOR + ADDEND;
    grain->state = state;
}

static int grain_task(struct io *io, const struct job *job, uint64_t *answer)
{
    struct grain grain = {(uint32_t)job->index, job->plan->size};
    int err = io_compute(io, grind, &grain);
    *answer = grain.state;
    return err;
}

/* The step that `rounds` steps make together: each doubling composes a step
 * with itself. */
static void leap(int64_t rounds, uint32_t *factor, uint32_t *addend)
{
    uint32_t a = FACTOR, c = ADDEND;
    *factor = 1;
    *addend = 0;
    for (; rounds; rounds >>= 1) {
        if (rounds & 1) {
            *factor *= a;
            *addend = *addend * a + c;
        }
        c += a * c;
        a *= a;
    }
}

static int grain_check(const struct plan *plan, const struct result *results,
                       char why[WORKLOAD_WHY_MAX])
{
    uint32_t factor, addend;
    leap(plan->size, &factor, &addend);
    for (int i = 0; i < plan->tasks; i++) {
        uint32_t expected = (uint32_t)i * factor + addend;
        if (results[i].err || results[i].answer == expected)
            continue;
        snprintf(why, WORKLOAD_WHY_MAX, "task %d ends at %llu, expected %u", i,
                 (unsigned long long)results[i].answer, expected);
        return -EILSEQ;
    }
    return 0;
}

const struct workload workload_grain = {
    .name = "grain",
    .summary = "computes for a moment: how small may a task be?",
    .kind = WORKLOAD_CPU,
    .size_meaning = "rounds, each about a nanosecond",
    .uses = USES_COMPUTE,
    .default_tasks = 100000,
    .default_size = 1000,
    .max_size = INT64_C(1) << 40,
    .task = grain_task,
    .check = grain_check,
};
