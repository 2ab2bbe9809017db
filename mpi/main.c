/* main.c -- mpi: the workers are ranks, on one machine or many. */
#include "async/crew.h"
#include "core/io/blocking.h"
#include "core/runner/interrupt.h"
#include "core/runner/runner.h"
#include "mpi/ranks.h"
#include "workloads/list.h"

static int rank_main(struct work *work, int index, int step)
{
    if (work->plan->loops)
        return crew_run(work, index, step);
    struct blocking io;
    blocking_open(&io, work->stop_fd);
    work_run(work, index, &io.io);
    blocking_close(&io);
    return 0;
}

static int run(struct work *work)
{
    return ranks_run(work, rank_main);
}

int main(int argc, char **argv)
{
    static struct model mpi = {
        .name = "mpi",
        .summary = "the workers are MPI ranks, or coroutines on their loops",
        .limits =
            "mpirun or srun starts the ranks; alone it is one. They share no\n"
            "memory: what tasks made is gathered after the run, and a "
            "workload\n"
            "whose tasks change one place is refused, as are limits that hold\n"
            "for all tasks. A task that computes is cancelled at its next\n"
            "call. A rank that dies takes all others with it.",
        .can_loop = true,
        .run = run,
        .add_up = ranks_add_up,
    };
    if (interrupt_is_name(argv[0]))
        return runner_main(&mpi, workload_list, argc, argv);
    int err = ranks_open(&mpi);
    return err ? err
               : ranks_close(runner_main(&mpi, workload_list, argc, argv));
}
