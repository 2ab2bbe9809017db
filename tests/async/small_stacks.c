/* small_stacks.c -- every call meant for small stacks, made on small stacks.
 *
 * A stack that overflows ends the program. tests/async/test_flags.sh builds it
 * and the library in many ways; other tests assert what the calls do. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "async/async.h"

#define MS_NS    UINT64_C(1000000)
#define HOUR_NS  UINT64_C(3600000000000)
#define SLEEPERS 3000
#define ROUNDS   3

static const struct async_options small = {.stack_bytes = ASYNC_STACK_SMALL};

static int nap(struct io *io, void *arg)
{
    (void)arg;
    return io_sleep(io, MS_NS / 100);
}

static int fail(struct io *io, void *arg)
{
    int err = nap(io, arg);
    return err ? err : -EIO;
}

static int sleep_long(struct io *io, void *arg)
{
    (void)arg;
    return io_sleep(io, HOUR_NS);
}

/* Deadlines in no order fill the timers' heap, more than once. */
static int sleep_randomly(struct io *io, void *arg)
{
    struct async_timeout limit;
    (void)arg;
    async_timeout_open(&limit, io, HOUR_NS);
    int err = io_sleep(io, (uint64_t)rand() % (20 * MS_NS));
    err = err ? err : io_sleep(io, (uint64_t)rand() % MS_NS);
    return async_timeout_close(&limit, err);
}

static int use_tasks(struct io *io, void *arg)
{
    static struct async_watch watch;
    (void)arg;
    int err = async_spawn_with(io, &small, sleep_long, NULL, &watch.task);
    if (err)
        return err;
    async_wait(io, &watch, 1, ASYNC_FIRST_FAILED, 1);
    async_shield(io, async_self(io));
    async_cancel(watch.task);
    err = async_await(io, watch.task);
    err = err == -ECANCELED ? 0 : -EPROTO;
    err = err ? err : async_spawn_with(io, &small, nap, NULL, &watch.task);
    if (err)
        return err;
    async_cancel(async_self(io));
    err = async_await(io, watch.task);
    return err == -ECANCELED ? async_uncancel(io) : -EPROTO;
}

static int use_gather(struct io *io, void *arg)
{
    static struct async_call calls[] = {{.fn = nap}, {.fn = nap}, {.fn = fail}};
    (void)arg;
    int err = async_gather_all(io, calls, 3);
    return err ? err : async_gather(io, calls, 3) == -EIO ? 0 : -EPROTO;
}

static int use_group(struct io *io, void *arg)
{
    static struct async_group group;
    static struct async_failure failure;
    struct async_options options = small;
    (void)arg;
    async_group_open(&group, io);
    async_group_report(&group, &failure, 1);
    options.group = &group;
    async_spawn_with(io, &options, sleep_long, NULL, NULL);
    async_spawn_with(io, &options, fail, NULL, NULL);
    async_group_spawn(&group, sleep_long, NULL);
    return async_group_wait(&group) == -EIO ? 0 : -EPROTO;
}

static int use_limits(struct io *io, void *arg)
{
    static struct async_timeout outer, inner;
    static struct async_event never;
    (void)arg;
    async_timeout_open(&outer, io, 2 * MS_NS);
    async_timeout_open(&inner, io, MS_NS);
    int err = async_timeout_close(&inner, async_event_wait(io, &never));
    err = async_timeout_close(&outer, err);
    return err == -ETIMEDOUT ? 0 : -EPROTO;
}

static int use_queue(struct io *io, void *arg)
{
    static struct async_queue queue;
    static void *slot, *item;
    (void)arg;
    if (!queue.slots)
        async_queue_open(&queue, &slot, 1);
    int err = async_queue_put(io, &queue, io);
    async_yield(io);
    return err ? err : async_queue_get(io, &queue, &item);
}

static int use_condition(struct io *io, void *arg)
{
    static struct async_lock lock;
    static struct async_condition condition = {.lock = &lock};
    static int waiting;
    (void)arg;
    int err = async_lock_acquire(io, &lock);
    async_yield(io);
    if (!err && waiting++ % 2 == 0)
        err = async_condition_wait(io, &condition);
    else
        async_condition_notify_all(&condition);
    return err ? err : async_lock_release(&lock);
}

static int use_semaphore(struct io *io, void *arg)
{
    static struct async_semaphore one = {.permits = 1};
    static struct async_event event;
    (void)arg;
    int err = async_semaphore_acquire(io, &one);
    err = err ? err : nap(io, NULL);
    async_semaphore_release(&one);
    async_event_set(&event);
    return err ? err : async_event_wait(io, &event);
}

static int use_barrier(struct io *io, void *arg)
{
    static struct async_barrier barrier = {.parties = 2};
    (void)arg;
    int before = async_barrier_wait(io, &barrier);
    return before < 0 ? before : 0;
}

static int use_completed(struct io *io, void *arg)
{
    struct async_watch watch, *next;
    struct async_completed completed;
    int err = async_spawn(io, nap, arg, &watch.task);
    if (err)
        return err;
    async_completed_open(&completed, &watch, 1);
    err = async_completed_next(io, &completed, &next);
    async_completed_close(&completed);
    int result = async_await(io, watch.task);
    return err ? err : result;
}

static int compare(const void *a, const void *b)
{
    return (a > b) - (a < b);
}

static int use_priorities(struct io *io, void *arg)
{
    static struct async_queue queue;
    static void *slots[2], *item;
    (void)arg;
    if (!queue.slots)
        async_queue_open_least_first(&queue, slots, 2, compare);
    int err = async_queue_put(io, &queue, io);
    async_yield(io);
    err = err ? err : async_queue_get(io, &queue, &item);
    err = err ? err : async_queue_task_done(&queue);
    return err ? err : async_queue_join(io, &queue);
}

static int be_cancelled(struct io *io, void *arg)
{
    static char number[ASYNC_NAME_MAX];
    static struct async_task *all[2];
    (void)arg;
    async_name(async_self(io), number);
    async_list(io, all, 2);
    async_cancel(async_self(io));
    int err = io_sleep(io, HOUR_NS);
    return err == -ECANCELED && async_uncancel(io) == 0 ? 0 : -EPROTO;
}

static async_fn *const fns[] = {
    use_tasks,     use_gather,    use_group,      use_limits,
    use_queue,     use_queue,     use_condition,  use_condition,
    use_semaphore, use_semaphore, be_cancelled,   use_barrier,
    use_barrier,   use_completed, use_priorities, use_priorities};
#define FNS (int)(sizeof fns / sizeof *fns)

static int use_all(struct io *io)
{
    struct async_task *tasks[FNS];
    int failed = 0;
    for (int i = 0; i < FNS; i++)
        if (async_spawn_with(io, &small, fns[i], NULL, &tasks[i]))
            return -ENOMEM;
    for (int i = 0; i < FNS; i++) {
        int err = async_await(io, tasks[i]);
        if (err)
            fprintf(stderr, "call %d: %s\n", i, strerror(-err));
        failed = failed ? failed : err;
    }
    return failed;
}

static int run(struct io *io, void *arg)
{
    struct async_group group;
    struct async_options options = small;
    (void)arg;
    async_group_open(&group, io);
    options.group = &group;
    int err = 0;
    for (int i = 0; !err && i < SLEEPERS; i++)
        err = async_spawn_with(io, &options, sleep_randomly, NULL, NULL);
    for (int i = 0; !err && i < ROUNDS; i++)
        err = use_all(io);
    int failed = async_group_wait(&group);
    return err ? err : failed;
}

int main(void)
{
    return async_run(run, NULL) != 0;
}
