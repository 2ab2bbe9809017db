/* main.c -- the event loop: a worker is a coroutine, and all share a thread.
 *
 * A task that waits lets another go on; a task that computes does not. */
#include "async.h"
#include "core/model.h"

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
    for (int i = 0; !err && i < crew->to_come; i++)
        err = async_group_spawn(&crew->group, worker_main, crew);
    if (err)
        work_stop(crew->work, err);
    int failed = async_group_wait(&crew->group);
    return err ? err : failed;
}

static int async_model_run(struct work *work)
{
    struct crew crew = {.work = work, .to_come = work_crew(work)};
    return async_run(crew_main, &crew);
}

static const struct model async_model = {
    .name = "async",
    .summary = "coroutines on one libuv event loop, in one thread",
    .limits =
        "One core at most. Computing stalls every task unless --offload gives\n"
        "it to libuv's pool. Files and SQLite go through that pool, too, "
        "which\n"
        "has 4 threads, or UV_THREADPOOL_SIZE; work that one of them has "
        "begun\n"
        "on a file, or computing, is not interrupted. A task has a stack of\n"
        "64 KiB.",
    .can_offload = true,
    .run = async_model_run,
};

int main(int argc, char **argv)
{
    return runner_main(&async_model, argc, argv);
}
