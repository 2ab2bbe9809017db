/* main.c -- openmp: the workers are the threads of a parallel region. */
#include <errno.h>
#include <limits.h>
#include <omp.h>
#include <stdbool.h>

#include "core/io/blocking.h"
#include "core/runner/runner.h"
#include "workloads/list.h"

/* `ended` also tells the thread sanitizer, which cannot see into OpenMP's
 * library, that whatever the threads did comes before what follows. */
static int run(struct work *work)
{
    int crew = work_crew(work);
    atomic_int ended = 0;
    omp_set_dynamic(0); /* OMP_DYNAMIC may ask for fewer threads */
    omp_set_max_active_levels(1);
#pragma omp parallel num_threads(crew)
    {
        bool whole = omp_get_num_threads() == crew;
        if (whole) {
            struct blocking io;
            blocking_open(&io, work->stop_fd);
            work_run(work, omp_get_thread_num(), &io.io);
            blocking_close(&io);
        }
        ended += whole;
    }
    return ended == crew ? 0 : -EAGAIN;
}

/* For each, its connection and two that libcurl may use for wake-ups. */
static int descriptors(int workers)
{
    return workers <= INT_MAX / 3 ? 3 * workers : INT_MAX;
}

int main(int argc, char **argv)
{
    static const struct model openmp = {
        .name = "openmp",
        .summary = "the workers are the threads of an OpenMP parallel region",
        .limits =
            "As with POSIX threads, which they are: a task that computes is\n"
            "cancelled at its next call, and one that crashes takes all the\n"
            "others with it. OMP_THREAD_LIMIT bounds the width. Where the\n"
            "system has no thread left, OpenMP's library ends the program.",
        .worker = MODEL_THREAD,
        .descriptors = descriptors,
        .run = run,
    };
    return runner_main(&openmp, workload_list, argc, argv);
}
