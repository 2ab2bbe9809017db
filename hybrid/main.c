/* main.c -- hybrid: coroutines on the event loops of several processes. */
#include "async/crew.h"
#include "core/base/machine.h"
#include "core/runner/runner.h"
#include "processes/forks.h"
#include "workloads/list.h"

static int run(struct work *work)
{
    int cores = machine_cores(), crew = work_crew(work);
    return forks_run(work, cores < crew ? cores : crew, crew_run);
}

static int descriptors(int workers)
{
    return workers / machine_cores() + 1;
}

int main(int argc, char **argv)
{
    static const struct model hybrid = {
        .name = "hybrid",
        .summary = "the workers are coroutines on a loop in each of a few "
                   "forked processes",
        .limits =
            "One process per core, each with an event loop; the workers are\n"
            "dealt out to them in turn. A task that computes stalls the "
            "others\n"
            "in its process; one that crashes takes them with it, and the\n"
            "process is replaced if there are tasks left.",
        .can_offload = true,
        .check = crew_check,
        .descriptors = descriptors,
        .run = run,
    };
    return runner_main(&hybrid, workload_list, argc, argv);
}
