/* stall.c -- waits behind the loop's back: the documents' gotcha.
 *
 * Like time.sleep() in a coroutine: the thread sleeps, and its io does not
 * know. Nothing can cancel it, and on a loop nobody else runs meanwhile. Since
 * it goes through io_compute(), --offload shows the cure. */
#include <stdlib.h>
#include <time.h>

#include "core/workload.h"

static void block(void *arg)
{
    const int64_t *ms = arg;
    struct timespec left = {.tv_sec = *ms / 1000,
                            .tv_nsec = *ms % 1000 * 1000000};
    while (nanosleep(&left, &left))
        ;
}

static int stall_task(struct io *io, const struct job *job, uint64_t *answer)
{
    int64_t ms = job->plan->size;
    *answer = (uint64_t)ms;
    return io_compute(io, block, &ms);
}

const struct workload workload_stall = {
    .name = "stall",
    .summary = "waits with a blocking sleep, behind the loop's back",
    .kind = WORKLOAD_SAFETY,
    .size_type = SIZE_MS,
    .size_meaning = "ms to block",
    .uses = USES_COMPUTE,
    .default_tasks = 10,
    .default_size = 50,
    .max_size = 3600000,
    .task = stall_task,
};
