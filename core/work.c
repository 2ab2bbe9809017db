/* work.c -- the shared state of a run, and the only task loop. */
#include "core/work.h"

#include <errno.h>
#include <stdalign.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "core/base/shared.h"
#include "core/io_trace.h"
#include "core/workload.h"

#define CACHE_LINE 64
#define CHUNK_MAX  64
#define TICKS_MAX  65536 /* about two minutes; later ones are not kept */
#define WAITS_MAX  32    /* kept for one task */
#define ALL_DONE   1     /* as work_stopped() returns it */

struct work_shared {
    alignas(CACHE_LINE) atomic_int next;  /* the first task not yet taken */
    alignas(CACHE_LINE) atomic_int stop;  /* see work_stopped() */
    alignas(CACHE_LINE) atomic_int ended; /* workers below it have all left */
    atomic_int ticks;
};

/* A worker may be killed between any two of its steps. Each step is a single
 * store, so work_bury() can tell which task it was running, if any. */
struct worker {
    alignas(CACHE_LINE) atomic_int at; /* twice the number of its next task,
                                          plus 1 while it runs that task */
    atomic_int end;                    /* one past the last task it took */
    atomic_int begun;                  /* tasks so far */
    atomic_bool gone;                  /* it has left the run for good */
};

/* How many waits of each task are kept. */
static uint32_t waits_capacity(const struct plan *plan)
{
    int each = plan->trace ? WORK_TRACES_MAX / plan->tasks : 0;
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
    open_results(work);
    return 0;
}

void work_close(struct work *work)
{
    close(work->stop_fd);
    shared_free(work->shared, work->bytes);
}

void work_start(struct work *work)
{
    work->start_usage = usage_now();
    work->start_ns = io_now_ns();
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

static void wake_all(const struct work *work)
{
    uint64_t one = 1;
    /* Nobody reads it, but a few writes cannot fill an eventfd. */
    while (write(work->stop_fd, &one, sizeof one) < 0 && errno == EINTR)
        continue;
}

static void end_run(struct work *work, int why)
{
    int running = 0;
    if (atomic_compare_exchange_strong(&work->shared->stop, &running, why))
        wake_all(work);
}

void work_stop(struct work *work, int err)
{
    end_run(work, err);
}

/* Idempotent: another process may repeat it after a death halfway through. */
static void worker_leave(struct work *work, struct worker *worker)
{
    atomic_store(&worker->gone, true);
    int ended = atomic_load(&work->shared->ended);
    while (ended < work->workers && atomic_load(&work->worker[ended].gone))
        if (atomic_compare_exchange_strong(&work->shared->ended, &ended,
                                           ended + 1))
            ended++;
    if (ended == work->workers)
        end_run(work, ALL_DONE);
}

/* Guided self-scheduling (Polychronopoulos and Kuck, 1987) if tasks only
 * compute: few claims, since the counter's cache line moves between cores, yet
 * small chunks towards the end. One at a time if tasks wait or starts are
 * paced; otherwise a chunk's second task would wait for its first. */
static int chunk_size(const struct work *work, int left)
{
    const struct plan *plan = work->plan;
    if (plan->chunk)
        return plan->chunk < left ? plan->chunk : left;
    if (plan->workload->kind != WORKLOAD_CPU || plan->rate_per_s > 0)
        return 1;
    int chunk = left / (8 * work->workers);
    return chunk < 1 ? 1 : chunk > CHUNK_MAX ? CHUNK_MAX : chunk;
}

/* Takes the next tasks from the mapping: the first of them, and how many. */
static int take_here(struct work *work, int *count)
{
    int next = atomic_load_explicit(&work->shared->next, memory_order_relaxed);
    do {
        int left = work->plan->tasks - next;
        *count = left > 0 ? chunk_size(work, left) : 0;
    } while (*count && !atomic_compare_exchange_weak_explicit(
                           &work->shared->next, &next, next + *count,
                           memory_order_relaxed, memory_order_relaxed));
    return next;
}

/* Takes them from elsewhere. How many are left we know from the last time; by
 * now there may be fewer. */
static int take_there(struct work *work, int *count)
{
    const int tasks = work->plan->tasks;
    int left = tasks - atomic_load(&work->shared->next);
    *count = left > 0 ? chunk_size(work, left) : 0;
    int first = *count ? work->take(*count) : tasks;
    if (first >= tasks - *count) {
        *count = first < tasks ? tasks - first : 0;
        first = tasks - *count;
    }
    atomic_store(&work->shared->next, first + *count);
    return first;
}

/* A worker killed between the claim and the two stores after it leaves tasks
 * that nobody owns; work_settle() finds them. */
static bool claim(struct work *work, struct worker *worker)
{
    int count;
    int first = work->take ? take_there(work, &count) : take_here(work, &count);
    if (!count)
        return false;
    atomic_store_explicit(&worker->at, 2 * first, memory_order_release);
    atomic_store_explicit(&worker->end, first + count, memory_order_release);
    return true;
}

uint64_t work_due_ns(const struct work *work, int index)
{
    if (work->plan->rate_per_s <= 0)
        return work->results[index].begin_ns;
    double after_ns = 1e9 * index / work->plan->rate_per_s;
    return after_ns < 1e19 ? io_after_ns(work->start_ns, (uint64_t)after_ns)
                           : IO_NEVER;
}

/* Waits until it is task `index`'s turn at the plan's rate. */
static int pace(const struct work *work, int index, struct io *io)
{
    if (work->plan->rate_per_s <= 0)
        return 0;
    io->deadline_ns = IO_NEVER;
    return io_sleep_until(io, work_due_ns(work, index));
}

/* Begins task `index` at `begin_ns`; returns when it ended. */
static uint64_t run_task(struct work *work, int index, int worker,
                         struct io *io, uint64_t begin_ns)
{
    const struct plan *plan = work->plan;
    struct result *result = &work->results[index];
    uint64_t waited_ns = io->waited_ns;
    io->trace = work_trace(work, index);
    result->begin_ns = begin_ns;
    result->worker = worker;
    io->deadline_ns =
        plan->timeout_ns ? io_after_ns(begin_ns, plan->timeout_ns) : IO_NEVER;
    struct job job = {.plan = plan, .index = index};
    io_work_begin(io->trace);
    result->err = plan->workload->task(io, &job, &result->answer);
    io_work_end(io->trace);
    result->end_ns = io_now_ns();
    result->waited_ns = io->waited_ns - waited_ns;
    io->trace = NULL;
    if (result->err < 0 && !plan->keep_going)
        work_stop(work, result->err);
    return result->end_ns;
}

/* Has it taken tasks that it has not finished? */
static bool has_left(const struct worker *worker)
{
    return worker->at / 2 < worker->end;
}

/* Within a chunk a task begins when the one before it ended: reading the clock
 * takes as long as a short task. */
static void drain(struct work *work, int index, struct io *io)
{
    struct worker *worker = &work->worker[index];
    uint64_t ended_ns = 0;
    while (!work_stopped(work)) {
        if (!has_left(worker)) {
            if (!claim(work, worker))
                break;
            ended_ns = 0;
        }
        int task = worker->at / 2;
        if (pace(work, task, io))
            break;
        atomic_store_explicit(&worker->at, 2 * task + 1, memory_order_release);
        int begun = worker->begun + 1; /* nobody else counts */
        atomic_store_explicit(&worker->begun, begun, memory_order_relaxed);
        ended_ns =
            run_task(work, task, index, io, ended_ns ? ended_ns : io_now_ns());
        atomic_store_explicit(&worker->at, 2 * task + 2, memory_order_release);
    }
    worker_leave(work, worker);
}

/* Ticks on a fixed schedule: a tick held up by an earlier late one counts with
 * its own lateness, and so do those already due when the run ended. */
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

/* Has this unfinished task had its time and `grace_ns` more? */
static bool is_late(const struct work *work, const struct result *result,
                    uint64_t grace_ns, uint64_t now_ns)
{
    uint64_t time_ns = work->plan->timeout_ns;
    return time_ns && result->begin_ns &&
           io_after_ns(io_after_ns(result->begin_ns, time_ns), grace_ns) <=
               now_ns;
}

/* Ends the task that a dead worker was running. */
static void settle(struct work *work, int task, int worker)
{
    struct result *result = &work->results[task];
    struct io_trace *trace = work_trace(work, task);
    result->end_ns = io_now_ns();
    if (!result->begin_ns)
        result->begin_ns = result->end_ns;
    result->worker = worker;
    result->err = work_stopped(work)                         ? -ECANCELED
                  : is_late(work, result, 0, result->end_ns) ? -ETIMEDOUT
                                                             : -EOWNERDEAD;
    if (trace)
        io_trace_settle(trace, result->end_ns);
    if (!work->plan->keep_going)
        work_stop(work, result->err);
}

bool work_bury(struct work *work, int index)
{
    if (work_stopped(work))
        wake_all(work); /* in case it died before it could */
    if (index == work->workers)
        return false;
    struct worker *worker = &work->worker[index];
    if (!worker->gone && worker->at % 2) {
        settle(work, worker->at / 2, index);
        worker->at++;
    }
    bool left = has_left(worker) ||
                atomic_load(&work->shared->next) < work->plan->tasks;
    if (!worker->gone && left && !work_stopped(work))
        return true;
    worker_leave(work, worker);
    return false;
}

void work_settle(struct work *work)
{
    if (work_stopped(work) != ALL_DONE)
        return;
    for (int i = 0; i < work->plan->tasks; i++)
        if (work->results[i].worker < 0)
            work->results[i].err = -EOWNERDEAD;
}

bool work_left(const struct work *work, int index)
{
    return work->worker[index].gone;
}

int work_begun(const struct work *work, int index)
{
    return index < work->workers ? work->worker[index].begun : 0;
}

bool work_overdue(const struct work *work, int index, uint64_t grace_ns)
{
    if (index == work->workers || !(work->worker[index].at % 2))
        return false;
    const struct result *result = &work->results[work->worker[index].at / 2];
    return is_late(work, result, grace_ns, io_now_ns());
}
