/* uv_pool.c -- a peer on libuv's thread pool alone: what a loop pays at least
 * for computing that it hands to its pool.
 *
 * Each task is a request of uv_queue_work(), made by the loop as soon as an
 * earlier one is done; no coroutine waits for it. */
#include <stdlib.h>

#include <uv.h>

#include "bench/peers/peer.h"

#define POOL 4 /* threads, unless UV_THREADPOOL_SIZE says otherwise */

/* A place in flight: it has one request in the pool at a time. */
struct worker {
    uv_work_t request;
    struct run *run;
    int number;
    int64_t index; /* of its task */
};

struct run {
    struct peer *peer;
    struct worker *workers, **idle;
    int64_t idle_count, next; /* the first task not handed out */
    uint64_t start_ns;
    uv_loop_t loop;
    uv_timer_t timer; /* of the next task that is not yet due */
};

static uint64_t since_start(const struct run *run)
{
    return uv_hrtime() - run->start_ns;
}

/* In a thread of the pool. */
static void on_turn(uv_work_t *request)
{
    const struct worker *worker = request->data;
    const struct peer *peer = worker->run->peer;
    peer->tasks[worker->index].answer = peer_compute(peer, worker->index);
}

static void hand_out(struct run *run);

static void on_done(uv_work_t *request, int status)
{
    struct worker *worker = request->data;
    struct run *run = worker->run;
    (void)status; /* none is canceled */
    run->peer->tasks[worker->index].end_ns = since_start(run);
    run->idle[run->idle_count++] = worker;
    hand_out(run);
}

static void on_due(uv_timer_t *timer)
{
    hand_out(timer->data);
}

static void begin(struct run *run, struct worker *worker)
{
    struct peer *peer = run->peer;
    int64_t in_flight = peer->workers - run->idle_count;
    worker->index = run->next++;
    peer->tasks[worker->index].worker = worker->number;
    peer->tasks[worker->index].begin_ns = since_start(run);
    peer->peak = in_flight > peer->peak ? in_flight : peer->peak;
    uv_queue_work(&run->loop, &worker->request, on_turn, on_done);
}

/* Gives each idle worker a task, as far as they are due. */
static void hand_out(struct run *run)
{
    const struct peer *peer = run->peer;
    while (run->idle_count > 0 && run->next < peer->tasks_count) {
        uint64_t due_ns = peer_due_ns(peer, run->next);
        uint64_t now_ns = due_ns ? since_start(run) : 0;
        if (due_ns > now_ns) {
            uv_update_time(&run->loop);
            uv_timer_start(&run->timer, on_due, (due_ns - now_ns) / 1000000 + 1,
                           0);
            return;
        }
        begin(run, run->idle[--run->idle_count]);
    }
}

static void make_workers(struct run *run)
{
    size_t count = (size_t)run->peer->workers;
    run->workers = peer_need(calloc(count, sizeof *run->workers));
    run->idle = peer_need(calloc(count, sizeof(struct worker *)));
    while (count-- > 0) {
        struct worker *worker = &run->workers[count];
        *worker = (struct worker){.run = run, .number = (int)count};
        worker->request.data = worker;
        run->idle[run->idle_count++] = worker;
    }
}

static int run_all(struct peer *peer)
{
    struct run run = {.peer = peer};
    int err = uv_loop_init(&run.loop);
    if (err)
        return peer_refuse("uv_loop_init(): %s", uv_strerror(err));
    make_workers(&run);
    uv_timer_init(&run.loop, &run.timer);
    run.timer.data = &run;
    getrusage(RUSAGE_SELF, &peer->before);
    run.start_ns = uv_hrtime();
    hand_out(&run);
    uv_run(&run.loop, UV_RUN_DEFAULT);
    peer->wall_ns = since_start(&run);
    getrusage(RUSAGE_SELF, &peer->after);
    uv_close((uv_handle_t *)&run.timer, NULL);
    uv_run(&run.loop, UV_RUN_DEFAULT);
    uv_loop_close(&run.loop);
    free(run.workers);
    free(run.idle);
    return 0;
}

int main(int argc, char **argv)
{
    struct peer peer = {
        .model = "uv-pool", .version = uv_version_string(), .width = POOL};
    peer_read(&peer, argc, argv);
    int status = run_all(&peer);
    return status ? status : peer_tell(&peer);
}
