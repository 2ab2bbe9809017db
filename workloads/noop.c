/* noop.c -- does nothing: what a task itself costs. */
#include "core/workload.h"

static int noop_task(struct io *io, const struct job *job, uint64_t *answer)
{
    (void)io;
    (void)job;
    *answer = 0;
    return 0;
}

const struct workload workload_noop = {
    .name = "noop",
    .summary = "does nothing: what a task itself costs",
    .kind = WORKLOAD_CPU,
    .size_meaning = "nothing",
    .default_tasks = 1000,
    .small_stack = true,
    .task = noop_task,
};
