/* sleep.c -- waits for a while: the purest I/O there is. */
#include <errno.h>
#include <stdio.h>

#include "core/work.h"
#include "core/workload.h"

static int sleep_task(struct io *io, const struct job *job, uint64_t *answer)
{
    int err = io_sleep(io, (uint64_t)job->plan->size * 1000000u);
    if (err)
        return err;
    *answer = (uint64_t)job->plan->size;
    return 0;
}

/* A sleep that returned early was not one. */
static int sleep_check(const struct plan *plan, const struct result *results,
                       char why[WORKLOAD_WHY_MAX])
{
    uint64_t least_ns = (uint64_t)plan->size * 1000000u;
    for (int i = 0; i < plan->tasks; i++)
        if (!results[i].err &&
            results[i].end_ns - results[i].begin_ns < least_ns) {
            snprintf(why, WORKLOAD_WHY_MAX, "task %d woke up early", i);
            return -EILSEQ;
        }
    return 0;
}

const struct workload workload_sleep = {
    .name = "sleep",
    .summary = "waits for a while",
    .kind = WORKLOAD_IO,
    .size_type = SIZE_MS,
    .size_meaning = "ms to wait",
    .default_tasks = 10,
    .default_size = 100,
    .max_size = 3600000,
    .small_stack = true,
    .task = sleep_task,
    .check = sleep_check,
};
