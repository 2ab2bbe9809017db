/* test_no_memory.c -- waits when the table of deadlines cannot grow. */
#include "async/runtime/timers.h"
#include "tests/async/transcript.h"

/* The linker has the runtime call this one (--wrap). */
int reserve_nothing(struct timers *timers) __asm__("__wrap_timers_reserve");

int reserve_nothing(struct timers *timers)
{
    (void)timers;
    return -ENOMEM;
}

static int say_it(struct io *io, void *arg)
{
    (void)io;
    say(arg);
    return 0;
}

static int yield_thrice(struct io *io, void *arg)
{
    int err = 0;
    for (int i = 0; !err && i < 3; i++)
        err = async_yield(io);
    say(err ? "cancelled" : arg);
    return err;
}

static int limited(struct io *io, async_fn *fn)
{
    struct async_timeout limit;
    async_timeout_open(&limit, io, HOUR_NS);
    say_result("wait", async_timeout_close(&limit, fn(io, NULL)));
    return async_yield(io);
}

static int gather_two(struct io *io, void *arg)
{
    (void)arg;
    struct async_call calls[] = {{.fn = say_it, .arg = "A"},
                                 {.fn = say_it, .arg = "B"}};
    return async_gather(io, calls, 2);
}

static int gather_without_room(struct io *io, void *arg)
{
    (void)arg;
    return limited(io, gather_two);
}

static void no_call_of_a_gather_begins(void **state)
{
    (void)state;
    assert_run(gather_without_room, 0, "wait=ENOMEM");
}

static int own_group(struct io *io, void *arg)
{
    (void)arg;
    struct async_group group;
    async_group_open(&group, io);
    async_group_spawn(&group, yield_thrice, "ends");
    async_yield(io);
    return async_group_wait(&group);
}

static int group_without_room(struct io *io, void *arg)
{
    (void)arg;
    return limited(io, own_group);
}

static void a_group_is_cancelled_and_waited_for(void **state)
{
    (void)state;
    assert_run(group_without_room, 0, "cancelled wait=ENOMEM");
}

static struct async_lock lock;
static struct async_condition condition = {.lock = &lock};

static int hold(struct io *io, void *arg)
{
    async_lock_acquire(io, &lock);
    yield_thrice(io, arg);
    return async_lock_release(&lock);
}

/* The holder gets the lock as the condition's wait releases it. */
static int wait_for_condition(struct io *io, void *arg)
{
    async_lock_acquire(io, &lock);
    async_spawn(io, hold, "holder ends", NULL);
    async_yield(io);
    int err = async_condition_wait(io, &condition);
    say(lock.holder == async_self(io) ? "holds" : "lost");
    async_lock_release(&lock);
    (void)arg;
    return err;
}

static int condition_without_room(struct io *io, void *arg)
{
    (void)arg;
    return limited(io, wait_for_condition);
}

static void a_condition_s_lock_is_taken_again(void **state)
{
    (void)state;
    assert_run(condition_without_room, 0, "holder ends holds wait=ENOMEM");
}

/* What is cancelled anyway needs no deadline. */
static int cancelled_gather(struct io *io, void *arg)
{
    async_cancel(async_self(io));
    return gather_two(io, arg);
}

static int gather_cancelled_without_room(struct io *io, void *arg)
{
    (void)arg;
    return limited(io, cancelled_gather);
}

static void a_cancellation_from_before_the_wait_is_passed_on(void **state)
{
    (void)state;
    assert_run(gather_cancelled_without_room, 0, "wait=ECANCELED");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(no_call_of_a_gather_begins),
        TEST(a_group_is_cancelled_and_waited_for),
        TEST(a_condition_s_lock_is_taken_again),
        TEST(a_cancellation_from_before_the_wait_is_passed_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
