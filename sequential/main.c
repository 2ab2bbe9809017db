/* main.c -- sequential: the worker is the program itself. */
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
    static const struct model sequential = {
        .name = "sequential",
        .summary = "the worker is the program itself: one task after another",
        .limits = "It has one worker, so its width is 1, and nothing else can\n"
                  "run while a task does, not even a ticker.\n"
                  "A task that computes is cancelled at its next call.",
        .max_width = 1,
        .run = run,
    };
    return runner_main(&sequential, workload_list, argc, argv);
}
