/* test_coroutine.c -- stacks: what a switch keeps, and where a stack ends. */
#include "async/runtime/coroutine.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "tests/async/transcript.h"

#if defined(COROUTINE_ASAN) || defined(COROUTINE_TSAN)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

static struct coroutine thread, made;

static void ping(void *arg)
{
    for (unsigned i = 0;; i++) {
        say(arg);
        say_result("i", i);
        coroutine_switch(&made, &thread);
    }
}

static void a_coroutine_resumes_where_it_left_off(void **state)
{
    (void)state;
    size_t bytes = 256 * 1024;
    void *stack = malloc(bytes);
    coroutine_adopt(&thread);
    coroutine_make(&made, &thread, stack, bytes, ping, "in");
    for (int i = 0; i < 3; i++) {
        say("out");
        coroutine_switch(&thread, &made);
    }
    coroutine_unmake(&made);
    free(stack);
    assert_string_equal(transcript, "out in i=0 out in i=1 out in i=2");
}

/* Sums with a frame at each depth, and switches at the deepest. */
static int sum_to(struct io *io, int depth)
{
    volatile int local = depth;
    if (depth == 0)
        async_yield(io);
    int below = depth ? sum_to(io, depth - 1) : 0;
    return below + local;
}

static int sum(struct io *io, void *arg)
{
    return sum_to(io, *(int *)arg);
}

static int sum_twice(struct io *io, void *arg)
{
    (void)arg;
    int depths[2] = {100, 200};
    struct async_task *a, *b;
    async_spawn(io, sum, &depths[0], &a);
    async_spawn(io, sum, &depths[1], &b);
    say_result("a", async_await(io, a));
    say_result("b", async_await(io, b));
    return 0;
}

static void locals_of_a_deep_call_survive_a_switch(void **state)
{
    (void)state;
    assert_run(sum_twice, 0, "a=5050 b=20100");
}

static int overflow(struct io *io, void *arg)
{
    (void)arg;
    return sum_to(io, 100000000);
}

/* Runs `run` in a process of its own and returns its wait status. */
static int status_of(void (*run)(void))
{
    pid_t child = fork();
    if (child == 0) {
        run();
        _exit(0);
    }
    int status = -1;
    waitpid(child, &status, 0);
    return status;
}

static void run_overflow(void)
{
    signal(SIGSEGV, SIG_DFL); /* cmocka catches it */
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    async_run(overflow, NULL);
}

static void a_stack_that_overflows_hits_its_guard(void **state)
{
    (void)state;
    if (SANITIZED)
        skip_because("sanitizers report it in their own way");
    int status = status_of(run_overflow);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGSEGV);
}

static int sleep_an_hour(struct io *io, void *arg)
{
    (void)arg;
    return io_sleep(io, HOUR_NS);
}

static int spawn_until_it_fails(struct io *io, void *arg)
{
    (void)arg;
    for (int i = 0; i < 100000; i++) {
        int err = async_spawn(io, sleep_an_hour, NULL, NULL);
        if (err)
            return err;
    }
    return 0;
}

static void run_short_of_memory(void)
{
    rlim_t bytes = (rlim_t)256 * 1024 * 1024;
    setrlimit(RLIMIT_AS, &(struct rlimit){bytes, bytes});
    _exit(async_run(spawn_until_it_fails, NULL) == -ENOMEM ? 0 : 1);
}

static void without_memory_spawn_fails_and_the_run_ends(void **state)
{
    (void)state;
    if (SANITIZED)
        skip_because("sanitizers' shadow memory exceeds any limit");
    assert_int_equal(status_of(run_short_of_memory), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_coroutine_resumes_where_it_left_off),
        TEST(locals_of_a_deep_call_survive_a_switch),
        TEST(a_stack_that_overflows_hits_its_guard),
        TEST(without_memory_spawn_fails_and_the_run_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
