/* hog.c -- computes at a stretch: how late does that make the others?
 *
 * whole    in one piece, which a loop is not meant for: it stands still.
 * chunked  gives way after each millisecond's worth. That helps whoever
 *          waits for a turn; the computing takes no less time.
 * rare     one task in a hundred computes in one piece, the others wait for a
 *          millisecond, so that with --rate it is they who suffer.
 *
 * Run the first two with --ticker, which waits for a turn. Both do the same
 * work: chunks whose results are combined. */
#include <errno.h>
#include <stdio.h>

#include "core/work.h"
#include "core/workload.h"
#include "workloads/parts/burn.h"

#define PAUSE_NS     1000    /* long enough to give way under every model */
#define RARE_EACH    100     /* of this many tasks one computes … */
#define RARE_WAIT_NS 1000000 /* … and the others wait this long */

enum hog_variant { WHOLE, CHUNKED, RARE };

static const char *const variants[] = {
    [WHOLE] = "whole", [CHUNKED] = "chunked", [RARE] = "rare", NULL};

/* Some of a task's chunks, each nominally a millisecond of work. */
struct chunks {
    uint64_t seed;
    int64_t next, end;
    uint64_t result;
};

static uint64_t chunk_seed(uint64_t seed, int64_t chunk)
{
    return seed + (uint64_t)chunk;
}

static uint64_t task_seed(int index)
{
    return (uint64_t)index << 32;
}

static bool computes(const struct plan *plan, int index)
{
    return plan->variant != RARE || index % RARE_EACH == RARE_EACH / 2;
}

static void chunks_burn(void *arg)
{
    struct chunks *chunks = arg;
    for (; chunks->next < chunks->end; chunks->next++)
        chunks->result ^= burn_rounds(chunk_seed(chunks->seed, chunks->next),
                                      BURN_ROUNDS_PER_MS);
}

static int hog_task(struct io *io, const struct job *job, uint64_t *answer)
{
    int64_t size = job->plan->size;
    int64_t step = job->plan->variant == CHUNKED ? 1 : size;
    struct chunks chunks = {.seed = task_seed(job->index)};
    int err = 0;
    if (!computes(job->plan, job->index))
        return io_sleep(io, RARE_WAIT_NS);
    while (chunks.end < size && !err) {
        if (chunks.end > 0)
            err = io_sleep(io, PAUSE_NS);
        chunks.end += step;
        err = err ? err : io_compute(io, chunks_burn, &chunks);
    }
    *answer = chunks.result;
    return err;
}

static int hog_check(const struct plan *plan, const struct result *results,
                     char why[WORKLOAD_WHY_MAX])
{
    for (int i = 0; i < plan->tasks; i++) {
        uint64_t expected = 0;
        for (int64_t chunk = 0; chunk < plan->size && computes(plan, i);
             chunk++)
            expected ^= burn_expect(chunk_seed(task_seed(i), chunk),
                                    BURN_ROUNDS_PER_MS);
        if (results[i].err || results[i].answer == expected)
            continue;
        snprintf(why, WORKLOAD_WHY_MAX, "task %d computed a wrong answer", i);
        return -EILSEQ;
    }
    return 0;
}

const struct workload workload_hog = {
    .name = "hog",
    .summary = "computes at a stretch; --ticker shows how late others get",
    .kind = WORKLOAD_SAFETY,
    .size_type = SIZE_MS,
    .size_meaning = "ms (nominal) to compute",
    .uses = USES_COMPUTE,
    .default_tasks = 1,
    .default_size = 200,
    .max_size = 3600000,
    .variants = variants,
    .task = hog_task,
    .check = hog_check,
};
