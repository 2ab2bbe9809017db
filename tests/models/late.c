/* late.c -- a workload whose second rank is late: its setup takes a second. */
#include <stdlib.h>
#include <unistd.h>

#include "core/workload.h"

/* NOLINTNEXTLINE(readability-non-const-parameter) */
static int late_setup(const struct plan *plan, char why[WORKLOAD_WHY_MAX])
{
    const char *rank = getenv("OMPI_COMM_WORLD_RANK");
    (void)plan, (void)why;
    if (!rank)
        rank = getenv("PMI_RANK");
    if (rank && *rank == '1')
        sleep(1);
    return 0;
}

static int late_task(struct io *io, const struct job *job, uint64_t *answer)
{
    (void)io;
    *answer = (uint64_t)job->index;
    return 0;
}

static const struct workload late = {
    .name = "late",
    .summary = "begins late",
    .size_meaning = "nothing",
    .kind = WORKLOAD_CPU,
    .default_tasks = 2,
    .setup = late_setup,
    .task = late_task,
};
WORKLOAD_EXPORT(late);
