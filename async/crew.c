/* crew.c -- workers that are coroutines on one event loop. */
#include "async/crew.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "async/async.h"

/* The frames from worker_main() to the task's function are few and small only
 * if the compiler optimises. */
#ifdef __OPTIMIZE__
#define WORKER_BYTES ASYNC_STACK_SMALL
#else
#define WORKER_BYTES 2048
#endif

struct crew {
    struct work *work;
    struct async_group group;
    int first, step;
    int next; /* number of the worker that begins next */
};

/* The worker with the highest number begins first: it may be the ticker, which
 * would never have its turn if the others did not wait. */
static int worker_main(struct io *io, void *arg)
{
    struct crew *crew = arg;
    int index = crew->next;
    crew->next -= crew->step;
    work_run(crew->work, index, io);
    return 0;
}

/* Once the run is over, wakes the workers that still wait. */
static int watch_stop(struct io *io, void *arg)
{
    struct crew *crew = arg;
    int ready = async_wait_fd(io, crew->work->stop_fd, POLLIN);
    async_group_cancel(&crew->group);
    return ready < 0 ? ready : 0;
}

static void do_nothing(void *arg)
{
    (void)arg;
}

static int try_ring(struct io *io, void *arg)
{
    (void)arg;
    return async_files_ring(io);
}

int crew_check(const struct plan *plan, char why[WORKLOAD_WHY_MAX])
{
    int err = plan->ring ? async_run(try_ring, NULL) : 0;
    const char *problem =
        err == -ENOTSUP   ? "this program was built without liburing"
        : err == -ELIBACC ? "liburing is not installed"
        : err == -EPERM || err == -ENOSYS ? "the kernel does not allow io_uring"
                                          : "io_uring could not be set up";
    if (err)
        snprintf(why, WORKLOAD_WHY_MAX,
                 "--files: found ring, not testable here: %s (%s)", problem,
                 strerror(-err));
    return err;
}

/* If the tasks need the thread pool and can't have it, the run fails, not each
 * of them. */
static int try_pool(struct io *io, const struct plan *plan)
{
    bool files = plan->workload->uses & USES_FILES && !plan->db;
    return files || plan->offload ? async_offload(io, do_nothing, NULL) : 0;
}

static int crew_main(struct io *io, void *arg)
{
    struct crew *crew = arg;
    const struct plan *plan = crew->work->plan;
    int failed = plan->ring ? async_files_ring(io) : try_pool(io, plan);
    if (failed)
        return failed;
    async_offload_compute(io, plan->offload);
    async_group_open(&crew->group, io);
    int err = async_group_spawn(&crew->group, watch_stop, crew);
    /* Whoever hands out tasks from elsewhere needs more. */
    bool is_small = plan->workload->small_stack && !crew->work->take;
    const struct async_options options = {
        .name = "worker",
        .stack_bytes = is_small ? WORKER_BYTES : 0,
        .group = &crew->group,
    };
    int last = crew->next;
    for (int i = crew->first; !err && i <= last; i += crew->step)
        err = async_spawn_with(io, &options, worker_main, crew, NULL);
    if (err)
        work_stop(crew->work, err);
    failed = async_group_wait(&crew->group);
    return err ? err : failed;
}

int crew_run(struct work *work, int first, int step)
{
    int workers = (work_crew(work) - first + step - 1) / step;
    struct crew crew = {
        .work = work,
        .first = first,
        .step = step,
        .next = first + (workers - 1) * step,
    };
    /* From 1.45 on, libuv may do file calls by io_uring on its own: then the
     * pool would not be what the record says. --files ring is ours. */
    setenv("UV_USE_IO_URING", "0", 1);
    return async_run(crew_main, &crew);
}
