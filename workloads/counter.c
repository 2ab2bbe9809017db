/* counter.c -- all tasks add to one counter: are increments lost?
 *
 * plain   reads, adds and writes back, as n++ does. Loads and stores are
 *         relaxed atomics, so the race is not undefined behaviour, and no
 *         compiler folds the loop into one addition.
 * await   the same, but every thousandth time waits before writing back.
 * atomic  adds in one step.
 * mutex   reads and writes under a lock.
 *
 * An increment is lost when a task writes back what it read before another
 * task's write. A task answers how often it added, which is never in doubt;
 * how many of all increments were lost is a finding. */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

#include "core/base/shared.h"
#include "core/work.h"
#include "core/workload.h"

#define WAIT_EVERY 1000
#define WAIT_NS    1000 /* long enough to give way under every model */

enum counter_variant { PLAIN, AWAIT, ATOMIC, MUTEX };

static const char *const variants[] = {
    [PLAIN] = "plain",
    [AWAIT] = "await",
    [ATOMIC] = "atomic",
    [MUTEX] = "mutex",
    NULL,
};

static struct counter {
    pthread_mutex_t mutex;
    atomic_llong value;
} * counter; /* shared by all workers */

static int counter_setup(const struct plan *plan, char why[WORKLOAD_WHY_MAX])
{
    pthread_mutexattr_t shared;
    (void)plan;
    counter = shared_alloc(sizeof *counter);
    if (!counter) {
        snprintf(why, WORKLOAD_WHY_MAX, "not enough memory for a counter");
        return -ENOMEM;
    }
    pthread_mutexattr_init(&shared);
    pthread_mutexattr_setpshared(&shared, PTHREAD_PROCESS_SHARED);
    pthread_mutex_init(&counter->mutex, &shared);
    pthread_mutexattr_destroy(&shared);
    return 0;
}

static void counter_teardown(void)
{
    if (counter)
        pthread_mutex_destroy(&counter->mutex);
    shared_free(counter, sizeof *counter);
    counter = NULL;
}

static long long counter_read(void)
{
    return atomic_load_explicit(&counter->value, memory_order_relaxed);
}

static void counter_write(long long value)
{
    atomic_store_explicit(&counter->value, value, memory_order_relaxed);
}

static void add_plain(void *arg)
{
    for (int64_t left = *(int64_t *)arg; left > 0; left--)
        counter_write(counter_read() + 1);
}

static void add_atomic(void *arg)
{
    for (int64_t left = *(int64_t *)arg; left > 0; left--)
        atomic_fetch_add_explicit(&counter->value, 1, memory_order_relaxed);
}

static void add_locked(void *arg)
{
    for (int64_t left = *(int64_t *)arg; left > 0; left--) {
        pthread_mutex_lock(&counter->mutex);
        counter_write(counter_read() + 1);
        pthread_mutex_unlock(&counter->mutex);
    }
}

static int add_awaiting(struct io *io, int64_t times)
{
    for (; times > 0; times--) {
        long long value = counter_read();
        int err = times % WAIT_EVERY ? 0 : io_sleep(io, WAIT_NS);
        if (err)
            return err;
        counter_write(value + 1);
    }
    return 0;
}

static int counter_task(struct io *io, const struct job *job, uint64_t *answer)
{
    static void (*const ways[])(void *arg) = {
        [PLAIN] = add_plain, [ATOMIC] = add_atomic, [MUTEX] = add_locked};
    int64_t times = job->plan->size;
    *answer = (uint64_t)times;
    if (job->plan->variant == AWAIT)
        return add_awaiting(io, times);
    return io_compute(io, ways[job->plan->variant], &times);
}

/* Increments made that the counter does not show; -1: unknown, since a task
 * did not succeed. */
static long long count_lost(const struct plan *plan,
                            const struct result *results)
{
    for (int i = 0; i < plan->tasks; i++)
        if (results[i].err)
            return -1;
    return plan->tasks * (long long)plan->size - counter_read();
}

/* Only the variants that protect the counter promise to lose none. */
static int counter_check(const struct plan *plan, const struct result *results,
                         char why[WORKLOAD_WHY_MAX])
{
    bool guarded = plan->variant == ATOMIC || plan->variant == MUTEX;
    long long lost = count_lost(plan, results);
    for (int i = 0; i < plan->tasks; i++)
        if (!results[i].err && results[i].answer != (uint64_t)plan->size) {
            snprintf(why, WORKLOAD_WHY_MAX, "task %d added %llu times", i,
                     (unsigned long long)results[i].answer);
            return -EILSEQ;
        }
    if (!guarded || lost <= 0)
        return 0;
    snprintf(why, WORKLOAD_WHY_MAX, "%lld increments were lost", lost);
    return -EILSEQ;
}

static int counter_findings(const struct plan *plan,
                            const struct result *results,
                            struct finding found[WORKLOAD_FINDS_MAX])
{
    long long lost = count_lost(plan, results);
    found[0] = (struct finding){"lost", (double)lost};
    return lost >= 0;
}

const struct workload workload_counter = {
    .name = "counter",
    .summary = "adds to one counter that all tasks share",
    .kind = WORKLOAD_SAFETY,
    .size_meaning = "increments",
    .uses = USES_COMPUTE | USES_ONE_PLACE,
    .default_tasks = 4,
    .default_size = 1000000,
    .max_size = 1 << 30,
    .variants = variants,
    .setup = counter_setup,
    .task = counter_task,
    .check = counter_check,
    .findings = counter_findings,
    .teardown = counter_teardown,
};
