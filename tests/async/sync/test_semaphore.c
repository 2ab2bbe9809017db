/* test_semaphore.c -- semaphores, locks, events, conditions and queues: first
 * come, first served. */
#include "tests/async/transcript.h"

static struct async_semaphore semaphore;
static struct async_lock lock;
static struct async_event event;
static struct async_condition condition;
static struct async_queue queue;
static void *slots[2];

/* Spawns fn for "a", "b" and "c" and lets them wait. */
static void spawn_three(struct io *io, async_fn *fn, struct async_task **task)
{
    static char *names[] = {"a", "b", "c"};
    for (int i = 0; i < 3; i++)
        async_spawn(io, fn, names[i], &task[i]);
    async_yield(io);
}

static void await_three(struct io *io, struct async_task **task)
{
    for (int i = 0; i < 3; i++)
        async_await(io, task[i]);
}

static int take_permit(struct io *io, void *arg)
{
    int err = async_semaphore_acquire(io, &semaphore);
    say_result(arg, err);
    return err;
}

static int permits_in_order(struct io *io, void *arg)
{
    (void)arg;
    struct async_task *task[3];
    semaphore = (struct async_semaphore){.permits = 1};
    spawn_three(io, take_permit, task);
    async_semaphore_release(&semaphore);
    say_result("d", async_semaphore_acquire(io, &semaphore));
    return 0;
}

static void nobody_jumps_the_queue_for_a_permit(void **state)
{
    (void)state;
    assert_int_equal(async_run(permits_in_order, NULL), -EDEADLK);
    assert_string_equal(transcript, "a=0 b=0 c=ECANCELED d=ECANCELED");
}

static int cancel_waiting(struct io *io, void *arg)
{
    (void)arg;
    struct async_task *task[3];
    semaphore = (struct async_semaphore){.permits = 0};
    spawn_three(io, take_permit, task);
    async_cancel(task[0]);
    async_semaphore_release(&semaphore);
    async_cancel(task[1]); /* has been given the permit but not its turn */
    await_three(io, task);
    return semaphore.permits;
}

static void a_cancelled_tasks_permit_is_passed_on(void **state)
{
    (void)state;
    assert_run(cancel_waiting, 0, "a=ECANCELED b=ECANCELED c=0");
}

static int hold_lock(struct io *io, void *arg)
{
    int err = async_lock_acquire(io, &lock);
    say_result(arg, err);
    if (err)
        return err;
    async_yield(io);
    say(arg);
    return async_lock_release(&lock);
}

static int lock_three_times(struct io *io, void *arg)
{
    (void)arg;
    struct async_task *task[3];
    lock = (struct async_lock){0};
    say_result("free", async_lock_release(&lock));
    spawn_three(io, hold_lock, task);
    async_cancel(task[1]);
    await_three(io, task);
    return lock.holder != NULL;
}

static void a_lock_has_one_holder_at_a_time(void **state)
{
    (void)state;
    assert_run(lock_three_times, 0, "free=EPERM a=0 a b=ECANCELED c=0 c");
}

static int await_event(struct io *io, void *arg)
{
    int err = async_event_wait(io, &event);
    say_result(arg, err);
    return err;
}

static int set_event(struct io *io, void *arg)
{
    (void)arg;
    struct async_task *task[3];
    event = (struct async_event){0};
    spawn_three(io, await_event, task);
    async_event_set(&event);
    async_event_clear(&event);
    say("set");
    await_three(io, task);
    async_event_set(&event);
    return async_event_wait(io, &event);
}

static void an_event_wakes_every_waiter(void **state)
{
    (void)state;
    assert_run(set_event, 0, "set a=0 b=0 c=0");
}

static int await_condition(struct io *io, void *arg)
{
    async_lock_acquire(io, &lock);
    int err = async_condition_wait(io, &condition);
    say_result(arg, err);
    say(lock.holder == async_self(io) ? "holds" : "does not hold");
    async_lock_release(&lock);
    return err;
}

static int notify(struct io *io, void *arg)
{
    (void)arg;
    struct async_task *task[3];
    lock = (struct async_lock){0};
    condition = (struct async_condition){.lock = &lock};
    say_result("wait", async_condition_wait(io, &condition));
    say_result("notify", async_condition_notify(&condition, 1));
    spawn_three(io, await_condition, task);
    async_lock_acquire(io, &lock);
    async_condition_notify(&condition, 1);
    async_cancel(task[0]); /* its notification is passed on */
    async_yield(io);
    say("release");
    async_lock_release(&lock);
    async_await(io, task[0]);
    async_await(io, task[1]);
    say("two");
    async_lock_acquire(io, &lock);
    async_condition_notify_all(&condition);
    async_lock_release(&lock);
    return async_await(io, task[2]);
}

static void a_condition_wait_returns_with_the_lock_held(void **state)
{
    (void)state;
    assert_run(notify, 0,
               "wait=EPERM notify=EPERM release a=ECANCELED holds b=0 holds "
               "two c=0 holds");
}

static int put_name(struct io *io, void *arg)
{
    int err = async_queue_put(io, &queue, arg);
    say_result(arg, err);
    return err;
}

static int get_name(struct io *io, void *arg)
{
    void *item = "none";
    int err = async_queue_get(io, &queue, &item);
    say(arg);
    say(item);
    return err;
}

static int fill_queue(struct io *io, void *arg)
{
    (void)arg;
    struct async_task *task[3];
    async_queue_open(&queue, slots, 2);
    void *item;
    say_result("get", async_queue_get_nowait(&queue, &item));
    spawn_three(io, put_name, task);
    say_result("put", async_queue_put_nowait(&queue, "d"));
    for (int i = 0; i < 3; i++)
        get_name(io, "got");
    await_three(io, task);
    return queue.count;
}

static void a_full_queue_makes_putters_wait(void **state)
{
    (void)state;
    assert_run(fill_queue, 0,
               "get=EAGAIN a=0 b=0 put=EAGAIN got a got b c=0 got c");
}

static int drain_queue(struct io *io, void *arg)
{
    (void)arg;
    struct async_task *task[3];
    async_queue_open(&queue, slots, 2);
    spawn_three(io, get_name, task);
    async_queue_put(io, &queue, "1");
    async_queue_put(io, &queue, "2");
    async_cancel(task[0]); /* "1" was meant for it */
    await_three(io, task);
    return queue.count;
}

static void a_cancelled_tasks_item_is_passed_on(void **state)
{
    (void)state;
    assert_run(drain_queue, 0, "a none b 1 c 2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nobody_jumps_the_queue_for_a_permit),
        TEST(a_cancelled_tasks_permit_is_passed_on),
        TEST(a_lock_has_one_holder_at_a_time),
        TEST(an_event_wakes_every_waiter),
        TEST(a_condition_wait_returns_with_the_lock_held),
        TEST(a_full_queue_makes_putters_wait),
        TEST(a_cancelled_tasks_item_is_passed_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
