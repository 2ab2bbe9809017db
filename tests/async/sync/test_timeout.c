/* test_timeout.c -- time limits, alone and nested. */
#include "async/runtime/loop.h"
#include "tests/async/transcript.h"

static int sleep_too_long(struct io *io, void *arg)
{
    (void)arg;
    struct async_timeout limit;
    async_timeout_open(&limit, io, MS_NS);
    int err = async_timeout_close(&limit, io_sleep(io, HOUR_NS));
    say_result("limit", err);
    say_result("cancelling", async_cancelling(io));
    return io_sleep(io, MS_NS);
}

static void a_body_that_takes_too_long_times_out(void **state)
{
    (void)state;
    assert_run(sleep_too_long, 0, "limit=ETIMEDOUT cancelling=0");
}

static int end_in_time(struct io *io, void *arg)
{
    (void)arg;
    struct async_timeout limit, none;
    async_timeout_open(&limit, io, HOUR_NS);
    async_timeout_open(&none, io, IO_NEVER);
    say_result("none", async_timeout_close(&none, io_sleep(io, MS_NS)));
    say_result("limit", async_timeout_close(&limit, -EIO));
    say(limit.expired ? "expired" : "in time");
    return 0;
}

static void a_body_that_ends_in_time_keeps_its_result(void **state)
{
    (void)state;
    assert_run(end_in_time, 0, "none=0 limit=EIO in time");
}

static int nest(struct io *io, uint64_t outer_ns, uint64_t inner_ns)
{
    struct async_timeout outer, inner;
    async_timeout_open(&outer, io, outer_ns);
    async_timeout_open(&inner, io, inner_ns);
    int err = async_timeout_close(&inner, io_sleep(io, HOUR_NS));
    say_result("inner", err);
    err = async_timeout_close(&outer, err);
    say_result("outer", err);
    return 0;
}

static int nest_both_ways(struct io *io, void *arg)
{
    (void)arg;
    nest(io, HOUR_NS, MS_NS);
    nest(io, MS_NS, HOUR_NS);
    nest(io, MS_NS, MS_NS);
    return async_cancelling(io);
}

static void each_limit_answers_for_itself(void **state)
{
    (void)state;
    assert_run(nest_both_ways, 0,
               "inner=ETIMEDOUT outer=ETIMEDOUT inner=ECANCELED "
               "outer=ETIMEDOUT inner=ECANCELED outer=ETIMEDOUT");
}

static int limit_an_hour(struct io *io, void *arg)
{
    (void)arg;
    struct async_timeout limit;
    async_timeout_open(&limit, io, HOUR_NS);
    int err = async_timeout_close(&limit, io_sleep(io, HOUR_NS));
    say_result("limit", err);
    return err;
}

static int cancel_limited(struct io *io, void *arg)
{
    (void)arg;
    struct async_task *task;
    async_spawn(io, limit_an_hour, NULL, &task);
    async_yield(io);
    async_cancel(task);
    return async_await(io, task);
}

static void a_cancel_from_outside_is_not_a_timeout(void **state)
{
    (void)state;
    assert_run(cancel_limited, -ECANCELED, "limit=ECANCELED");
}

static int limit_await(struct io *io, void *arg)
{
    (void)arg;
    struct async_task *task;
    struct async_timeout limit;
    async_spawn(io, limit_an_hour, NULL, &task);
    async_timeout_open(&limit, io, MS_NS);
    int err = async_timeout_close(&limit, async_await(io, task));
    say_result("await", err);
    return 0;
}

static void a_limit_around_an_await_cancels_the_task(void **state)
{
    (void)state;
    assert_run(limit_await, 0, "limit=ECANCELED await=ETIMEDOUT");
}

static int limit_yields(struct io *io, void *arg)
{
    (void)arg;
    struct async_timeout limit;
    async_timeout_open(&limit, io, MS_NS);
    int err = 0;
    while (!err)
        err = async_yield(io);
    return async_timeout_close(&limit, err);
}

static void a_limit_ends_a_task_that_only_yields(void **state)
{
    (void)state;
    assert_run(limit_yields, -ETIMEDOUT, "");
}

static int swallow(struct io *io, void *arg)
{
    (void)arg;
    struct async_timeout limit;
    async_timeout_open(&limit, io, 0);
    say_result("sleep", io_sleep(io, HOUR_NS));
    say_result("limit", async_timeout_close(&limit, 0));
    say(limit.expired ? "expired" : "in time");
    return io_sleep(io, MS_NS);
}

static void a_body_that_swallows_the_timeout_runs_on(void **state)
{
    (void)state;
    assert_run(swallow, 0, "sleep=ECANCELED limit=0 expired");
}

static size_t most_timers;

/* Waits its turn, with no deadline but the limit's, and then briefly. */
static int wait_shortly(struct io *io, void *arg)
{
    struct async_timeout limit;
    async_timeout_open(&limit, io, HOUR_NS);
    int err = 0;
    for (int i = 0; !err && i < 2000; i++) {
        err = async_semaphore_acquire(io, arg);
        err = err ? err : i % 2 ? async_yield(io) : io_sleep(io, 1);
        async_semaphore_release(arg);
        size_t timers = loop_current->timers.count;
        most_timers = timers > most_timers ? timers : most_timers;
    }
    return async_timeout_close(&limit, err);
}

static int eight_wait_shortly(struct io *io, void *arg)
{
    (void)arg;
    struct async_semaphore one = {.permits = 1};
    struct async_group group;
    async_group_open(&group, io);
    for (int i = 0; i < 8; i++)
        async_group_spawn(&group, wait_shortly, &one);
    return async_group_wait(&group);
}

static void short_waits_in_a_long_limit_take_little_memory(void **state)
{
    (void)state;
    most_timers = 0;
    assert_run(eight_wait_shortly, 0, "");
    assert_true(most_timers <= 128);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_body_that_takes_too_long_times_out),
        TEST(a_body_that_ends_in_time_keeps_its_result),
        TEST(each_limit_answers_for_itself),
        TEST(a_cancel_from_outside_is_not_a_timeout),
        TEST(a_limit_around_an_await_cancels_the_task),
        TEST(a_limit_ends_a_task_that_only_yields),
        TEST(a_body_that_swallows_the_timeout_runs_on),
        TEST(short_waits_in_a_long_limit_take_little_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
