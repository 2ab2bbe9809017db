/* test_wait.c -- waiting for tasks of which some have ended before. */
#include "tests/async/transcript.h"

static int end(struct io *io, void *arg)
{
    (void)io;
    return *(int *)arg;
}

static int sleep_long(struct io *io, void *arg)
{
    (void)arg;
    return io_sleep(io, HOUR_NS);
}

/* Waits for a task that ended with `result` and one that sleeps. */
static int wait_for(struct io *io, int result, enum async_when when)
{
    struct async_watch watches[2] = {{0}};
    async_spawn(io, end, &result, &watches[0].task);
    async_spawn(io, sleep_long, NULL, &watches[1].task);
    async_yield(io);
    int done = async_wait(io, watches, 2, when, MS_NS);
    say_result("done", done);
    async_cancel(watches[1].task);
    async_await(io, watches[0].task);
    async_await(io, watches[1].task);
    return watches[0].done && !watches[1].done ? done : -EPROTO;
}

static int wait_for_first(struct io *io, void *arg)
{
    (void)arg;
    return wait_for(io, 7, ASYNC_FIRST_DONE);
}

static void one_that_has_ended_is_the_first(void **state)
{
    (void)state;
    assert_run(wait_for_first, 1, "done=1");
}

static int wait_for_failures(struct io *io, void *arg)
{
    (void)arg;
    int err = wait_for(io, -EIO, ASYNC_FIRST_FAILED);
    say("next");
    /* Neither a result nor a cancellation is a failure: time runs out. */
    err = err == 1 ? wait_for(io, 7, ASYNC_FIRST_FAILED) : -EPROTO;
    return err == 1 ? wait_for(io, -ECANCELED, ASYNC_FIRST_FAILED) : -EPROTO;
}

static void only_a_failure_ends_a_wait_for_failures(void **state)
{
    (void)state;
    assert_run(wait_for_failures, 1, "done=1 next done=1 done=1");
}

static int wait_for_both(struct io *io, void *arg)
{
    (void)arg;
    struct async_watch watches[2] = {{0}};
    int result = 7;
    async_spawn(io, end, &result, &watches[0].task);
    async_spawn(io, end, &result, &watches[1].task);
    async_yield(io);
    int done = async_wait(io, watches, 2, ASYNC_ALL_DONE, HOUR_NS);
    async_await(io, watches[0].task);
    async_await(io, watches[1].task);
    return done;
}

static void when_all_have_ended_there_is_no_wait(void **state)
{
    (void)state;
    assert_run(wait_for_both, 2, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(one_that_has_ended_is_the_first),
        TEST(only_a_failure_ends_a_wait_for_failures),
        TEST(when_all_have_ended_there_is_no_wait),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
