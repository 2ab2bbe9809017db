/* work.c -- the shared state of a run, and the only task loop. */
#include "core/work.h"

#include <errno.h>
#include <stdalign.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "core/base/shared.h"
#include "core/workload.h"

#define CACHE_LINE 64
#define CHUNK_MAX  64
#define TICKS_MAX  65536 /* two minutes of them; later ones are not kept */
#define WAITS_MAX  32    /* kept of a task, … */
#define WAITS_ALL  16384 /* … and of all tasks */
#define ALL_DONE   1

struct work_shared {
    alignas(CACHE_LINE) atomic_int next; /* task that nobody has taken yet */
    alignas(CACHE_LINE) atomic_int stop; /* see work_stopped() */
    alignas(CACHE_LINE) atomic_int draining; /* workers not done yet */
    atomic_int ticks;
};

struct worker {
    alignas(CACHE_LINE) int next; /* of the tasks it took */
    int end;
    int task;  /* the one in hand, or -1 */
    bool gone; /* it has left the run for good */
};

/* How many waits of each task are kept. */
static uint32_t waits_capacity(const struct plan *plan)
{
    int each = plan->trace ? WAITS_ALL / plan->tasks : 0;
    return (uint32_t)(each < WAITS_MAX ? each : WAITS_MAX);
}

static void open_results(struct work *work)
{
    for (int i = 0; i < work->plan->tasks; i++) {
        work->results[i] = (struct result){.err = -ECANCELED, .worker = -1};
        if (work->traces)
            work_trace(work, i)->capacity = waits_capacity(work->plan);
    }
}

int work_open(struct work *work, const struct plan *plan)
{
    *work = (struct work){.plan = plan, .workers = plan_workers(plan)};
    uint32_t waits = waits_capacity(plan);
    if (waits)
        work->trace_bytes =
            sizeof(struct io_trace) + waits * sizeof(struct io_wait);
    size_t tasks = (size_t)plan->tasks, workers = (size_t)work->workers;
    work->tick_capacity = plan->ticker ? TICKS_MAX : 0;
    size_t ticks = (size_t)work->tick_capacity;
    work->bytes = sizeof *work->shared + workers * sizeof *work->worker +
                  tasks * (sizeof *work->results + work->trace_bytes) +
                  ticks * sizeof *work->tick_late_ns;
    work->shared = shared_alloc(work->bytes);
    if (!work->shared)
        return -ENOMEM;
    work->worker = (void *)(work->shared + 1);
    work->results = (void *)(work->worker + workers);
    work->traces = waits ? (void *)(work->results + tasks) : NULL;
    char *after = (char *)(work->results + tasks) + tasks * work->trace_bytes;
    work->tick_late_ns = ticks ? (void *)after : NULL;
    work->stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (work->stop_fd < 0) {
        int err = -errno;
        shared_free(work->shared, work->bytes);
        return err;
    }
    atomic_store(&work->shared->draining, work->workers);
    for (size_t i = 0; i < workers; i++)
        work->worker[i].task = -1;
    open_results(work);
    return 0;
}

void work_close(struct work *work)
{
    close(work->stop_fd);
    shared_free(work->shared, work->bytes);
}

int work_crew(const struct work *work)
{
    return work->workers + (work->plan->ticker ? 1 : 0);
}

struct io_trace *work_trace(const struct work *work, int index)
{
    char *all = work->traces;
    return all ? (void *)(all + (size_t)index * work->trace_bytes) : NULL;
}

int work_ticks(const struct work *work)
{
    return atomic_load(&work->shared->ticks);
}

int work_stopped(const struct work *work)
{
    return atomic_load_explicit(&work->shared->stop, memory_order_relaxed);
}

static void end_run(struct work *work, int why)
{
    int running = 0;
    if (!atomic_compare_exchange_strong(&work->shared->stop, &running, why))
        return;
    uint64_t one = 1;
    ssize_t put = write(work->stop_fd, &one, sizeof one);
    (void)put; /* an eventfd that was never read takes the first write */
}

void work_stop(struct work *work, int err)
{
    end_run(work, err);
}

static void worker_leave(struct work *work, struct worker *worker)
{
    worker->gone = true;
    if (atomic_fetch_sub(&work->shared->draining, 1) == 1)
        end_run(work, ALL_DONE);
}

/* Guided self-scheduling (Polychronopoulos and Kuck, 1987) where tasks only
 * compute: few claims, since the counter's cache line travels between cores,
 * yet small chunks towards the end. One at a time where tasks wait or starts
 * are paced, or a chunk's second task would wait for its first. */
static int chunk_size(const struct work *work, int left)
{
    const struct plan *plan = work->plan;
    if (plan->workload->kind != WORKLOAD_CPU || plan->rate_per_s > 0)
        return 1;
    int chunk = left / (8 * work->workers);
    return chunk < 1 ? 1 : chunk > CHUNK_MAX ? CHUNK_MAX : chunk;
}

static bool claim(struct work *work, struct worker *worker)
{
    int next = atomic_load_explicit(&work->shared->next, memory_order_relaxed);
    int chunk;
    do {
        int left = work->plan->tasks - next;
        if (left <= 0)
            return false;
        chunk = chunk_size(work, left);
    } while (!atomic_compare_exchange_weak_explicit(
        &work->shared->next, &next, next + chunk, memory_order_relaxed,
        memory_order_relaxed));
    worker->next = next;
    worker->end = next + chunk;
    return true;
}

uint64_t work_due_ns(const struct work *work, int index)
{
    if (work->plan->rate_per_s <= 0)
        return work->results[index].begin_ns;
    return work->start_ns + (uint64_t)(1e9 * index / work->plan->rate_per_s);
}

/* Waits until it is task `index`'s turn at the plan's rate. */
static int pace(const struct work *work, int index, struct io *io)
{
    if (work->plan->rate_per_s <= 0)
        return 0;
    io->deadline_ns = IO_NEVER;
    return io_sleep_until(io, work_due_ns(work, index));
}

static void run_task(struct work *work, int index, int worker, struct io *io)
{
    const struct plan *plan = work->plan;
    struct result *result = &work->results[index];
    uint64_t waited_ns = io->waited_ns;
    io->trace = work_trace(work, index);
    result->begin_ns = io_now_ns();
    result->worker = worker;
    io->deadline_ns =
        plan->timeout_ns ? result->begin_ns + plan->timeout_ns : IO_NEVER;
    struct job job = {.plan = plan, .index = index};
    io_work_begin(io);
    result->err = plan->workload->task(io, &job, &result->answer);
    io_work_end(io);
    result->end_ns = io_now_ns();
    result->waited_ns = io->waited_ns - waited_ns;
    io->trace = NULL;
    if (result->err < 0 && !plan->keep_going)
        work_stop(work, result->err);
}

static void drain(struct work *work, int index, struct io *io)
{
    struct worker *worker = &work->worker[index];
    while (!work_stopped(work) &&
           (worker->next < worker->end || claim(work, worker))) {
        int task = worker->next++;
        if (pace(work, task, io))
            break;
        worker->task = task;
        run_task(work, task, index, io);
        worker->task = -1;
    }
    worker_leave(work, worker);
}

/* Ticks by a fixed schedule: a tick that could not come because an earlier
 * one was late counts with its own lateness, and so do those that were due
 * when the run ended. */
static void tick(struct work *work, struct io *io)
{
    uint64_t due_ns = io_now_ns() + WORK_TICK_NS;
    for (int i = work_ticks(work); i < work->tick_capacity; i++) {
        io_sleep_until(io, due_ns);
        uint64_t now_ns = io_now_ns();
        if (now_ns < due_ns)
            break;
        work->tick_late_ns[i] = now_ns - due_ns;
        atomic_store(&work->shared->ticks, i + 1);
        due_ns += WORK_TICK_NS;
    }
}

void work_run(struct work *work, int index, struct io *io)
{
    io->stop = &work->shared->stop;
    io->deadline_ns = IO_NEVER;
    io->waited_ns = 0;
    io->trace = NULL;
    if (index == work->workers)
        tick(work, io);
    else if (!work->worker[index].gone)
        drain(work, index, io);
}

/* The task that a dead worker had in hand ends here and now. */
static void settle(struct work *work, int index)
{
    struct result *result = &work->results[index];
    struct io_trace *trace = work_trace(work, index);
    result->err = work_stopped(work) ? -ECANCELED : -EOWNERDEAD;
    result->end_ns = io_now_ns();
    if (trace)
        io_trace_settle(trace, result->end_ns);
    if (!work->plan->keep_going)
        work_stop(work, -EOWNERDEAD);
}

bool work_bury(struct work *work, int index)
{
    if (index == work->workers)
        return false;
    struct worker *worker = &work->worker[index];
    if (worker->gone)
        return false;
    if (worker->task >= 0)
        settle(work, worker->task);
    worker->task = -1;
    bool left = worker->next < worker->end ||
                atomic_load(&work->shared->next) < work->plan->tasks;
    if (left && !work_stopped(work))
        return true;
    worker_leave(work, worker);
    return false;
}
