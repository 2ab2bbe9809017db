/* main.c -- threads: the workers are POSIX threads. */
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>

#include "core/io/blocking.h"
#include "core/runner/runner.h"
#include "workloads/list.h"

struct worker_thread {
    pthread_t id;
    struct work *work;
    int index;
};

static void *thread_main(void *arg)
{
    struct worker_thread *self = arg;
    struct blocking io;
    blocking_open(&io, self->work->stop_fd);
    work_run(self->work, self->index, &io.io);
    blocking_close(&io);
    return NULL;
}

static int run(struct work *work)
{
    int crew = work_crew(work), started = 0, err = 0;
    struct worker_thread *threads = calloc((size_t)crew, sizeof *threads);
    if (!threads)
        return -ENOMEM;
    while (started < crew && !err) {
        struct worker_thread *thread = &threads[started];
        thread->work = work;
        thread->index = started;
        err = -pthread_create(&thread->id, NULL, thread_main, thread);
        started += !err;
    }
    if (err)
        work_stop(work, err);
    while (started > 0)
        pthread_join(threads[--started].id, NULL);
    free(threads);
    return err;
}

/* For each, its connection and two that libcurl may use for wake-ups. */
static int descriptors(int workers)
{
    return workers <= INT_MAX / 3 ? 3 * workers : INT_MAX;
}

int main(int argc, char **argv)
{
    static const struct model threads = {
        .name = "threads",
        .summary = "the workers are POSIX threads of one process",
        .limits =
            "A task that computes is cancelled at its next call: a thread\n"
            "cannot be killed. One that crashes takes all the others with it.\n"
            "More threads than cores take turns when they compute.",
        .worker = MODEL_THREAD,
        .descriptors = descriptors,
        .run = run,
    };
    return runner_main(&threads, workload_list, argc, argv);
}
