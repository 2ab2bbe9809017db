/* main.c -- async: the workers are coroutines on one event loop. */
#include "async/crew.h"
#include "core/runner/runner.h"
#include "workloads/list.h"

static int run(struct work *work)
{
    return crew_run(work, 0, 1);
}

static int descriptors(int workers)
{
    return workers; /* a connection each; the loop itself needs few */
}

int main(int argc, char **argv)
{
    static const struct model async = {
        .name = "async",
        .summary = "the workers are coroutines on one libuv event loop",
        .limits =
            "One core at most: a task that computes stalls all others, unless\n"
            "--offload hands the computing to libuv's thread pool. Files and\n"
            "SQLite always go through that pool, which has 4 threads, or\n"
            "UV_THREADPOOL_SIZE; file access or computing that one of them\n"
            "has begun is not interrupted. A task has 64 KiB of stack; a task\n"
            "of sleep or noop, less than half a KiB.",
        .can_offload = true,
        .descriptors = descriptors,
        .run = run,
    };
    return runner_main(&async, workload_list, argc, argv);
}
