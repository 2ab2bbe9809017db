/* pipeline.c -- a producer, three workers, and an end that loses nothing.
 *
 * The queue is short, so the producer waits for the workers. Shutting it tells
 * them that nothing more will come: each takes what is left, and ends.
 *
 *     12 jobs made
 *     worker A: 4 jobs
 *     worker B: 4 jobs
 *     worker C: 4 jobs
 *     12 jobs done in 0.4 s
 */
#include <stdio.h>

#include "async/async.h"
#include "async/examples/example.h"

#define JOBS    12
#define WORKERS 3

struct worker {
    const char *name;
    struct async_queue *queue;
    int done;
};

static int work(struct io *io, void *arg)
{
    struct worker *worker = arg;
    void *job;
    while (async_queue_get(io, worker->queue, &job) == 0) {
        int err = io_sleep(io, seconds(1));
        if (err)
            return err;
        *(bool *)job = true;
        worker->done++;
        async_queue_task_done(worker->queue);
    }
    return 0;
}

static int produce(struct io *io, struct async_queue *queue, bool *jobs)
{
    int err = 0;
    for (int i = 0; !err && i < JOBS; i++)
        err = async_queue_put(io, queue, &jobs[i]);
    return err;
}

static int run(struct io *io, void *arg)
{
    (void)arg;
    bool jobs[JOBS] = {false};
    void *slots[2];
    struct async_queue queue;
    struct async_group group;
    struct worker workers[WORKERS] = {
        {"A", &queue, 0}, {"B", &queue, 0}, {"C", &queue, 0}};
    uint64_t begin_ns = io_now_ns();
    async_queue_open(&queue, slots, 2);
    async_group_open(&group, io);
    for (int i = 0; i < WORKERS; i++)
        async_group_spawn(&group, work, &workers[i]);
    int err = produce(io, &queue, jobs);
    if (err)
        async_group_fail(&group, err);
    printf("%d jobs made\n", JOBS);
    async_queue_shutdown(&queue);
    err = async_group_wait(&group);
    int done = 0;
    for (int i = 0; i < WORKERS; i++)
        printf("worker %s: %d jobs\n", workers[i].name, workers[i].done);
    for (int i = 0; i < JOBS; i++)
        done += jobs[i];
    printf("%d jobs done in %.1f s\n", done, seconds_since(begin_ns));
    return err;
}

int main(int argc, char **argv)
{
    example_begin(argc, argv);
    return example_end(async_run(run, NULL));
}
