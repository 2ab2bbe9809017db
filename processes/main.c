/* main.c -- processes: the workers are forked processes. */
#include "core/io/blocking.h"
#include "core/runner/runner.h"
#include "processes/forks.h"
#include "workloads/list.h"

static int process_main(struct work *work, int index, int step)
{
    (void)step; /* as many processes as workers, so each has one */
    struct blocking io;
    blocking_open(&io, work->stop_fd);
    work_run(work, index, &io.io);
    blocking_close(&io);
    return 0;
}

static int run(struct work *work)
{
    return forks_run(work, work_crew(work), process_main);
}

int main(int argc, char **argv)
{
    static const struct model processes = {
        .name = "processes",
        .summary = "the workers are forked processes",
        .limits =
            "Workers share only the state of the run. A task that computes is\n"
            "cancelled at its next call, or its worker is killed a second\n"
            "later; one that crashes costs only itself, and its worker is\n"
            "replaced if there are tasks left.",
        .worker = MODEL_PROCESS,
        .run = run,
    };
    return runner_main(&processes, workload_list, argc, argv);
}
