/* test_stress.c -- random schedules by the thousand: all end, nothing leaks.
 *
 * Each seed is a run of its own in which tasks do random things to each other.
 * Afterwards the invariants are asserted: every task that began has ended, no
 * more than PERMITS tasks held a permit at once, no lock was held twice, and
 * what came out of the queue had gone in, in that order. */
#include "tests/async/transcript.h"

#if defined(__SANITIZE_THREAD__)
#define SEEDS 1000
#else
#define SEEDS 2000
#endif
#define DEPTH   3
#define PERMITS 2
#define SLOTS   3
#define CALLS   4

static uint64_t state;
static int begun, ended;
static long tasks;
static int inside, most_inside, holders, most_holders;
static intptr_t put, got;
static bool in_order;
static struct async_semaphore semaphore;
static struct async_lock lock;
static struct async_condition condition;
static struct async_event event;
static struct async_queue queue;

/* xorshift64* (Vigna, 2016). */
static unsigned any(unsigned below)
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return (unsigned)((state * UINT64_C(2685821657736338717)) >> 33) % below;
}

static int do_anything(struct io *io, int depth);

static int live(struct io *io, void *arg)
{
    begun++;
    int err = do_anything(io, *(int *)arg);
    ended++;
    return err;
}

/* Arguments of tasks that may outlive the tasks that spawned them. */
static int depths[DEPTH + 1] = {0, 1, 2, 3};

static int nap(struct io *io)
{
    return any(2) ? async_yield(io) : io_sleep(io, any(50) * 1000);
}

static int use_semaphore(struct io *io)
{
    int err = async_semaphore_acquire(io, &semaphore);
    if (err)
        return err;
    inside++;
    most_inside = inside > most_inside ? inside : most_inside;
    err = nap(io);
    inside--;
    async_semaphore_release(&semaphore);
    return err;
}

static int use_lock(struct io *io)
{
    int err = async_lock_acquire(io, &lock);
    if (err)
        return err;
    holders++;
    most_holders = holders > most_holders ? holders : most_holders;
    if (any(4) == 0)
        async_condition_notify(&condition, 1);
    err = nap(io);
    holders--;
    async_lock_release(&lock);
    return err;
}

static int use_condition(struct io *io)
{
    struct async_timeout limit;
    async_timeout_open(&limit, io, any(100) * 1000);
    int err = async_lock_acquire(io, &lock);
    if (!err) {
        err = async_condition_wait(io, &condition);
        async_lock_release(&lock);
    }
    err = async_timeout_close(&limit, err);
    return err == -ETIMEDOUT ? 0 : err;
}

static int use_event(struct io *io)
{
    if (any(2)) {
        async_event_set(&event);
        async_event_clear(&event);
        return 0;
    }
    struct async_timeout limit;
    async_timeout_open(&limit, io, any(100) * 1000);
    int err = async_timeout_close(&limit, async_event_wait(io, &event));
    return err == -ETIMEDOUT ? 0 : err;
}

/* Numbers go in rising, so they must come out rising. */
static int use_queue(struct io *io)
{
    struct async_timeout limit;
    async_timeout_open(&limit, io, any(100) * 1000);
    int err;
    if (any(2)) {
        err = async_queue_put_nowait(&queue, (void *)(put + 1));
        put += !err;
        err = err == -EAGAIN ? async_yield(io) : err;
    } else {
        void *item;
        err = async_queue_get(io, &queue, &item);
        if (!err) {
            in_order &= (intptr_t)item == got + 1;
            got = (intptr_t)item;
        }
    }
    err = async_timeout_close(&limit, err);
    return err == -ETIMEDOUT ? 0 : err;
}

static int use_gather(struct io *io, int depth)
{
    struct async_call calls[CALLS];
    int count = 1 + (int)any(CALLS);
    for (int i = 0; i < count; i++)
        calls[i] = (struct async_call){.fn = live, .arg = &depths[depth - 1]};
    return any(2) ? async_gather(io, calls, count)
                  : async_gather_all(io, calls, count);
}

static int use_group(struct io *io, int depth)
{
    struct async_group group;
    async_group_open(&group, io);
    for (unsigned i = any(CALLS); i > 0; i--)
        async_group_spawn(&group, live, &depths[depth - 1]);
    int err = any(2) ? nap(io) : 0;
    if (err || any(8) == 0)
        async_group_fail(&group, err ? err : -EPROTO);
    return async_group_wait(&group);
}

/* Spawns a few tasks, perhaps waits for them, cancels some, and awaits or
 * detaches each. */
static int use_tasks(struct io *io, int depth)
{
    static const enum async_when whens[] = {ASYNC_ALL_DONE, ASYNC_FIRST_FAILED,
                                            ASYNC_FIRST_DONE};
    struct async_watch watches[CALLS];
    int count = 0, err = 0;
    const struct async_options options = {.stack_bytes = any(2) ? 0 : 16384};
    for (int i = 1 + (int)any(CALLS); i > 0; i--)
        count += !async_spawn_with(io, &options, live, &depths[depth - 1],
                                   &watches[count].task);
    if (any(2))
        err = async_wait(io, watches, count, whens[any(3)],
                         any(2) ? IO_NEVER : any(100) * 1000);
    for (int i = 0; i < count; i++) {
        struct async_task *task = watches[i].task;
        if (any(3) == 0)
            async_cancel(task);
        if (any(4) == 0)
            async_shield(io, task);
        if (any(4) == 0)
            async_detach(task);
        else if (async_await(io, task) == -ECANCELED && err >= 0)
            err = async_yield(io);
    }
    return err < 0 ? err : 0;
}

static int use_timeout(struct io *io, int depth)
{
    struct async_timeout outer, inner;
    async_timeout_open(&outer, io, any(200) * 1000);
    async_timeout_open(&inner, io, any(200) * 1000);
    int err = do_anything(io, depth - 1);
    err = async_timeout_close(&inner, err);
    return async_timeout_close(&outer, err);
}

static int do_something(struct io *io, int depth)
{
    switch (any(depth > 0 ? 12 : 7)) {
    case 0:
        return use_semaphore(io);
    case 1:
        return use_lock(io);
    case 2:
        return use_condition(io);
    case 3:
        return use_event(io);
    case 4:
        return use_queue(io);
    case 5:
        return any(10) ? 0 : -EIO;
    case 6:
        return nap(io);
    case 7:
        return use_gather(io, depth);
    case 8:
        return use_group(io, depth);
    case 9:
        return use_timeout(io, depth);
    default:
        return use_tasks(io, depth);
    }
}

static int do_anything(struct io *io, int depth)
{
    int err = 0;
    for (unsigned i = 1 + any(4); i > 0 && !err; i--)
        err = do_something(io, depth);
    if (err == -ECANCELED && any(4) == 0) { /* carry on regardless */
        async_uncancel(io);
        err = nap(io);
    }
    return err;
}

static void begin(uint64_t seed)
{
    static void *slots[SLOTS];
    state = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
    begun = ended = inside = most_inside = holders = most_holders = 0;
    put = got = 0;
    in_order = true;
    semaphore = (struct async_semaphore){.permits = PERMITS};
    lock = (struct async_lock){0};
    condition = (struct async_condition){.lock = &lock};
    event = (struct async_event){0};
    async_queue_open(&queue, slots, SLOTS);
}

static int live_at_top(struct io *io, void *arg)
{
    begun++;
    for (int i = 0; i < 8; i++)
        do_something(io, DEPTH);
    ended++;
    (void)arg;
    return 0;
}

static void assert_quiet(uint64_t seed)
{
    if (begun != ended || most_inside > PERMITS || most_holders > 1 ||
        !in_order || semaphore.permits != PERMITS || lock.holder ||
        got + queue.count != put)
        fail_msg("seed %lu: begun %d, ended %d, permits %d, inside %d, "
                 "holders %d, put %ld, got %ld, queued %d, order %d",
                 (unsigned long)seed, begun, ended, semaphore.permits,
                 most_inside, most_holders, (long)put, (long)got, queue.count,
                 in_order);
    tasks += begun;
    assert_null(semaphore.waiters.first);
    assert_null(lock.waiters.first);
    assert_null(condition.waiters.first);
    assert_null(event.waiters.first);
    assert_null(queue.items.waiters.first);
}

static void random_schedules_end_and_leak_nothing(void **unused)
{
    (void)unused;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        begin(seed);
        int result = async_run(live_at_top, NULL);
        if (result)
            fail_msg("seed %lu: %s", (unsigned long)seed,
                     strerrorname_np(-result));
        assert_quiet(seed);
    }
    print_message("%d runs of %ld tasks\n", SEEDS, tasks);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(random_schedules_end_and_leak_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
