/* test_threads.c -- several threads run loops at once, sharing nothing. */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>

#include "async/runtime/stack.h"
#include "core/permits.h"
#include "tests/async/transcript.h"

#define THREADS 6
#define RUNS    2
#define TASKS   100

static struct io_permits permits;

static void count(void *arg)
{
    ++*(int *)arg;
}

/* Uses everything that a loop keeps outside its tasks. */
static int do_some(struct io *io, void *arg)
{
    struct async_timeout limit;
    async_timeout_open(&limit, io, HOUR_NS);
    int err = io_sleep(io, MS_NS / 10);
    err = err ? err : io_permit_take(io, &permits);
    if (!err)
        io_permits_give(&permits);
    err = err ? err : async_offload(io, count, arg);
    return async_timeout_close(&limit, err);
}

static int nap(struct io *io, void *arg)
{
    ++*(int *)arg;
    return io_sleep(io, MS_NS / 10);
}

static int do_all(struct io *io, void *arg)
{
    static const struct async_options small = {.stack_bytes =
                                                   ASYNC_STACK_SMALL};
    int counts[TASKS] = {0}, sum = 0, err = 0;
    struct async_group group;
    struct async_options options = small;
    (void)arg;
    options.group = &group;
    async_group_open(&group, io);
    for (int i = 0; !err && i < TASKS; i++)
        err = i % 4 ? async_spawn_with(io, &options, nap, &counts[i], NULL)
                    : async_group_spawn(&group, do_some, &counts[i]);
    int failed = async_group_wait(&group);
    for (int i = 0; i < TASKS; i++)
        sum += counts[i];
    return err ? err : failed ? failed : sum;
}

static void *run_often(void *arg)
{
    int *wrong = arg;
    for (int i = 0; i < RUNS; i++)
        *wrong += async_run(do_all, NULL) != TASKS;
    return NULL;
}

static void *take_stacks(void *arg)
{
    int *wrong = arg;
    struct stack_pool pool;
    stack_pool_open(&pool, 0, 200, false);
    pool.by_mprotect = true;
    for (int i = 0; i < TASKS; i++)
        *wrong += !stack_take(&pool);
    *wrong += pool.guards == 0;
    stack_pool_close(&pool);
    return NULL;
}

/* Asserts that `run` succeeds in THREADS threads at once. */
static void assert_threads(void *(*run)(void *arg))
{
    pthread_t threads[THREADS];
    int wrong[THREADS] = {0};
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, run, &wrong[i]), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(wrong[i], 0);
}

static void every_thread_can_run_a_loop(void **state)
{
    (void)state;
    assert_int_equal(io_permits_open(&permits, 2), 0);
    assert_threads(run_often);
    io_permits_close(&permits);
}

static void many_threads_can_make_stacks(void **state)
{
    (void)state;
    assert_threads(take_stacks);
}

static int be_interrupted(struct io *io, void *arg)
{
    (void)arg;
    kill(getpid(), SIGINT); /* to any thread */
    return io_sleep(io, HOUR_NS);
}

static void *run_interrupted(void *arg)
{
    *(int *)arg += async_run(be_interrupted, NULL) != -EINTR;
    return NULL;
}

static void an_interrupt_reaches_a_loop_from_any_thread(void **state)
{
    (void)state;
    signal(SIGINT, SIG_DFL);
    for (int i = 0; i < 50; i++) {
        int wrong = 0;
        pthread_t thread;
        pthread_create(&thread, NULL, run_interrupted, &wrong);
        pthread_join(thread, NULL);
        assert_int_equal(wrong, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_thread_can_run_a_loop),
        TEST(many_threads_can_make_stacks),
        TEST(an_interrupt_reaches_a_loop_from_any_thread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
