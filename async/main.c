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
            "--offload hands the computing to libuv's thread pool. SQLite\n"
            "always goes through that pool, and so do files, unless --files\n"
            "says ring. It has 4 threads, or UV_THREADPOOL_SIZE; file access\n"
            "or computing that one of them has begun is not interrupted. A\n"
            "task has 64 KiB of stack; one of sleep or noop, less\n"
            "than half a KiB.",
        .can_offload = true,
        .check = crew_check,
        .descriptors = descriptors,
        .run = run,
    };
    return runner_main(&async, workload_list, argc, argv);
}
