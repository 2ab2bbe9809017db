/* fail.c -- one task fails while the others wait: what becomes of them? */
#include <errno.h>

#include "core/workload.h"

#define FAILING_TASK 1
#define OTHERS_WAIT  10 /* times as long as the one that fails */

static int fail_task(struct io *io, const struct job *job, uint64_t *answer)
{
    uint64_t ns = (uint64_t)job->plan->size * 1000000u;
    bool failing = job->index == FAILING_TASK;
    int err = io_sleep(io, failing ? ns : OTHERS_WAIT * ns);
    if (err)
        return err;
    *answer = (uint64_t)job->index;
    return failing ? -EIO : 0;
}

static const char *fail_explain(int index)
{
    return index == FAILING_TASK ? "fails on purpose" : NULL;
}

const struct workload workload_fail = {
    .name = "fail",
    .summary = "task 1 fails after a while, the others wait ten times as long",
    .kind = WORKLOAD_SAFETY,
    .size_type = SIZE_MS,
    .size_meaning = "ms until the failure",
    .default_tasks = 4,
    .default_size = 50,
    .max_size = 3600000,
    .task = fail_task,
    .explain = fail_explain,
};
