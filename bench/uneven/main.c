/* main.c -- uneven: sequential, but no compiler has optimised its workloads.
 *
 * A mutant. It gives the right answers, for more CPU time: the gate "same work,
 * same cost" must leave it out. */
#include "core/io/blocking.h"
#include "core/runner/runner.h"
#include "workloads/list.h"

static int run(struct work *work)
{
    struct blocking io;
    blocking_open(&io, work->stop_fd);
    work_run(work, 0, &io.io);
    blocking_close(&io);
    return 0;
}

int main(int argc, char **argv)
{
    static const struct model uneven = {
        .name = "uneven",
        .summary = "sequential, slow on purpose, to be noticed",
        .limits = "It is a mutant of sequential, for the bench.",
        .max_width = 1,
        .run = run,
    };
    return runner_main(&uneven, workload_list, argc, argv);
}
