/* mixed.c -- fetches a page, then computes on what it got.
 *
 * --size is a task's time: it computes for --cpu-share of that, and the
 * loopback server makes it wait for the rest. The amount of computing comes
 * from the nominal speed in burn.h, so the work is the same on every machine,
 * and its time is not. Pages of --url take as long as their server does. */
#include <errno.h>
#include <stdio.h>

#include "core/work.h"
#include "workloads/parts/burn.h"
#include "workloads/parts/pages.h"
#include "workloads/parts/pages_table.h"

#define MIXED_PAGE_BYTES 1024

struct burn {
    uint64_t seed;
    uint64_t rounds;
    uint64_t result;
};

static int mixed_setup(const struct plan *plan, char why[WORKLOAD_WHY_MAX])
{
    int64_t wait_us = plan->size * (100 - plan->cpu_share) * 10;
    return pages_open(plan, wait_us, MIXED_PAGE_BYTES, why);
}

static struct burn mixed_burn(const struct plan *plan, int index,
                              uint64_t digest)
{
    uint64_t share = (uint64_t)plan->size * (uint64_t)plan->cpu_share;
    return (struct burn){
        .seed = digest + (uint64_t)index,
        .rounds = share * BURN_ROUNDS_PER_MS / 100,
    };
}

static void burn(void *arg)
{
    struct burn *burn = arg;
    burn->result = burn_rounds(burn->seed, burn->rounds);
}

static int mixed_task(struct io *io, const struct job *job, uint64_t *answer)
{
    uint64_t digest;
    int err = page_get(io, job, &digest);
    if (err)
        return err;
    struct burn work = mixed_burn(job->plan, job->index, digest);
    err = io_compute(io, burn, &work);
    *answer = work.result;
    return err;
}

static int mixed_check(const struct plan *plan, const struct result *results,
                       char why[WORKLOAD_WHY_MAX])
{
    int err = pages_check(plan, results, why);
    if (err < 0)
        return err;
    for (int i = 0; i < plan->tasks; i++) {
        struct burn work = mixed_burn(plan, i, page_of(i)->reply.digest);
        if (!results[i].err &&
            results[i].answer != burn_expect(work.seed, work.rounds)) {
            snprintf(why, WORKLOAD_WHY_MAX, "task %d computed a wrong answer",
                     i);
            return -EILSEQ;
        }
    }
    return 0;
}

const struct workload workload_mixed = {
    .name = "mixed",
    .summary = "fetches a page, then computes on what it got",
    .kind = WORKLOAD_MIXED,
    .size_type = SIZE_MS,
    .size_meaning = "ms of waiting and (nominal) computing together",
    .uses = USES_COMPUTE | USES_CPU_SHARE | USES_PAGES,
    .default_tasks = 20,
    .default_size = 20,
    .max_size = 3600000,
    .connects = true,
    .setup = mixed_setup,
    .task = mixed_task,
    .check = mixed_check,
    .explain = page_explain,
    .findings = pages_findings,
    .show = pages_show,
    .made = pages_made,
    .teardown = pages_close,
};
