/* main.c -- async: the workers are coroutines on one event loop. */
#include "async/async.h"
#include "core/model.h"
#include "core/workload.h"

struct crew {
    struct work *work;
    struct async_group group;
    int to_come; /* workers that have not begun */
};

/* The last number begins first: it may be the ticker's, whose turn would
 * never come if the others did not wait. */
static int worker_main(struct io *io, void *arg)
{
    struct crew *crew = arg;
    work_run(crew->work, --crew->to_come, io);
    return 0;
}

/* Once the run is over, whoever still waits is woken. */
static int watch_stop(struct io *io, void *arg)
{
    struct crew *crew = arg;
    int ready = async_wait_fd(io, crew->work->stop_fd, POLLIN);
    async_group_cancel(&crew->group);
    return ready < 0 ? ready : 0;
}

static int crew_main(struct io *io, void *arg)
{
    struct crew *crew = arg;
    async_offload_compute(io, crew->work->plan->offload);
    async_group_open(&crew->group, io);
    int err = async_group_spawn(&crew->group, watch_stop, crew);
    bool is_small = crew->work->plan->workload->small_stack;
    const struct async_options options = {
        .name = "worker",
        .stack_bytes = is_small ? ASYNC_STACK_SMALL : 0,
        .group = &crew->group,
    };
    for (int i = 0, workers = crew->to_come; !err && i < workers; i++)
        err = async_spawn_with(io, &options, worker_main, crew, NULL);
    if (err)
        work_stop(crew->work, err);
    int failed = async_group_wait(&crew->group);
    return err ? err : failed;
}

static int run(struct work *work)
{
    struct crew crew = {.work = work, .to_come = work_crew(work)};
    return async_run(crew_main, &crew);
}

int main(int argc, char **argv)
{
    static const struct model async = {
        .name = "async",
        .summary = "the workers are coroutines on one libuv event loop",
        .limits =
            "One core at most: a task that computes stalls all others, unless\n"
            "--offload hands the computing to libuv's pool of threads. Files\n"
            "and SQLite always go through that pool, which has 4 threads, or\n"
            "UV_THREADPOOL_SIZE; what one of them has begun on a file, or\n"
            "computing, is not interrupted. A task has 64 KiB of stack, one\n"
            "of sleep and noop less than half a KiB.",
        .can_offload = true,
        .run = run,
    };
    return runner_main(&async, argc, argv);
}
