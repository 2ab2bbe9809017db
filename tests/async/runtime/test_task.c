/* test_task.c -- tasks: their order, their ends, and how they are cancelled. */
#include <poll.h>
#include <pthread.h>

#include "tests/async/transcript.h"

static int say_twice(struct io *io, void *arg)
{
    say(arg);
    async_yield(io);
    say(arg);
    return 0;
}

static int spawn_three(struct io *io, void *arg)
{
    (void)arg;
    struct async_task *task[3];
    async_spawn(io, say_twice, "A", &task[0]);
    async_spawn(io, say_twice, "B", &task[1]);
    async_spawn(io, say_twice, "C", &task[2]);
    say("spawned");
    for (int i = 0; i < 3; i++)
        async_await(io, task[i]);
    say("awaited");
    return 7;
}

static void tasks_take_turns_in_the_order_they_were_spawned(void **state)
{
    (void)state;
    assert_run(spawn_three, 7, "spawned A B C A B C awaited");
}

static int nest_eager(struct io *io, void *arg)
{
    static const struct async_options eager = {.eager = true};
    struct async_task *task;
    say("outer");
    async_spawn_with(io, &eager, say_twice, arg, &task);
    say("goes-on");
    return async_await(io, task);
}

static int spawn_eager(struct io *io, void *arg)
{
    (void)arg;
    const struct async_options small = {.eager = true, .stack_bytes = 8192};
    struct async_task *usual, *eager, *tiny;
    async_spawn(io, say_twice, "usual", &usual);
    async_spawn_with(io, &(struct async_options){.eager = true}, nest_eager,
                     "inner", &eager);
    async_spawn_with(io, &small, say_twice, "small", &tiny);
    say("spawned");
    async_await(io, tiny);
    async_await(io, eager);
    return async_await(io, usual);
}

static void eager_tasks_begin_before_their_makers_go_on(void **state)
{
    (void)state;
    assert_run(spawn_eager, 0,
               "outer inner goes-on small spawned usual inner small usual");
}

static int fail_at_once(struct io *io, void *arg)
{
    (void)io;
    (void)arg;
    return -EIO;
}

static int fail_in_group(struct io *io, void *arg)
{
    (void)arg;
    struct async_group group;
    async_group_open(&group, io);
    const struct async_options options = {.eager = true, .group = &group};
    say_result("first",
               async_spawn_with(io, &options, fail_at_once, NULL, NULL));
    say_result("second",
               async_spawn_with(io, &options, say_twice, "second", NULL));
    say_result("nap", io_sleep(io, HOUR_NS));
    return async_group_wait(&group);
}

static void an_eager_task_that_fails_fails_its_group_later(void **state)
{
    (void)state;
    assert_run(fail_in_group, -EIO,
               "first=0 second second=0 second nap=ECANCELED");
}

static void a_second_run_works_like_the_first(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++) {
        clear_transcript(NULL);
        assert_run(spawn_three, 7, "spawned A B C A B C awaited");
    }
}

static int fail_with_eio(struct io *io, void *arg)
{
    (void)io;
    (void)arg;
    return -EIO;
}

static void a_run_returns_the_result_of_its_first_task(void **state)
{
    (void)state;
    assert_run(fail_with_eio, -EIO, "");
}

static int await_results(struct io *io, void *arg)
{
    (void)arg;
    struct async_task *running, *over;
    async_spawn(io, fail_with_eio, NULL, &over);
    async_yield(io);
    async_spawn(io, fail_with_eio, NULL, &running);
    say_result("over", async_await(io, over));
    say_result("running", async_await(io, running));
    return 0;
}

static void await_returns_the_result_of_a_task_running_or_ended(void **state)
{
    (void)state;
    assert_run(await_results, 0, "over=EIO running=EIO");
}

struct nap {
    uint64_t wake_ns;
    const char *name;
};

static int nap(struct io *io, void *arg)
{
    struct nap *nap = arg;
    int err = io_sleep_until(io, nap->wake_ns);
    say(io_now_ns() < nap->wake_ns ? "early" : nap->name);
    return err;
}

#define NAPS 6

/* False if a deadline had passed before every task was asleep. */
static bool sleep_in_disorder(struct io *io, uint64_t first_ns)
{
    struct nap naps[NAPS] = {
        {first_ns + 3 * MS_NS, "3"},       {first_ns + MS_NS, "1"},
        {first_ns + 2 * MS_NS + 1, "2.1"}, {first_ns + 2 * MS_NS, "2"},
        {first_ns + 2 * MS_NS + 2, "2.2"}, {first_ns, "0"},
    };
    struct async_task *task[NAPS];
    for (int i = 0; i < NAPS; i++)
        async_spawn(io, nap, &naps[i], &task[i]);
    async_yield(io);
    bool in_time = io_now_ns() < first_ns;
    for (int i = 0; i < NAPS; i++)
        async_await(io, task[i]);
    return in_time;
}

static int sleep_until_in_time(struct io *io, void *arg)
{
    (void)arg;
    uint64_t lead_ns = MS_NS;
    while (!sleep_in_disorder(io, io_now_ns() + lead_ns)) {
        transcript[0] = '\0';
        lead_ns *= 2;
    }
    return 0;
}

static void sleepers_wake_by_deadline_and_never_early(void **state)
{
    (void)state;
    assert_run(sleep_until_in_time, 0, "0 1 2 2.1 2.2 3");
}

static int nap_briefly(struct io *io, void *arg)
{
    int err = io_sleep(io, 50 * MS_NS);
    say(arg);
    return err;
}

static int stall_the_loop(struct io *io, void *arg)
{
    (void)arg;
    async_spawn(io, nap_briefly, "due", NULL);
    async_yield(io);
    poll(NULL, 0, 60); /* past the only deadline */
    say("stalled");
    return io_sleep(io, HOUR_NS / 36000);
}

static void a_deadline_that_passes_while_the_loop_stalls_is_kept(void **state)
{
    (void)state;
    assert_run(stall_the_loop, 0, "stalled due");
}

static int sleep_an_hour_twice(struct io *io, void *arg)
{
    say("began");
    say_result(arg, io_sleep(io, HOUR_NS));
    say_result("again", io_sleep(io, MS_NS));
    return 5;
}

static int cancel_sleeper(struct io *io, void *arg)
{
    (void)arg;
    struct async_task *task;
    async_spawn(io, sleep_an_hour_twice, "hour", &task);
    async_yield(io);
    async_cancel(task);
    say("cancelled");
    return async_await(io, task);
}

static void a_cancelled_sleeper_wakes_at_once_and_can_wait_again(void **state)
{
    (void)state;
    assert_run(cancel_sleeper, 5, "began cancelled hour=ECANCELED again=0");
}

static int cancel_before_it_begins(struct io *io, void *arg)
{
    (void)arg;
    struct async_task *task;
    async_spawn(io, sleep_an_hour_twice, "hour", &task);
    async_cancel(task);
    return async_await(io, task);
}

static void a_task_cancelled_before_it_begins_never_does(void **state)
{
    (void)state;
    assert_run(cancel_before_it_begins, -ECANCELED, "");
}

static int cancel_self(struct io *io, void *arg)
{
    (void)arg;
    async_cancel((struct async_task *)io);
    say_result("yield", async_yield(io));
    say_result("yield", async_yield(io));
    async_cancel((struct async_task *)io);
    say_result("sleep", io_sleep(io, MS_NS));
    return 0;
}

static void a_cancel_reaches_the_next_wait_and_no_other(void **state)
{
    (void)state;
    assert_run(cancel_self, 0, "yield=ECANCELED yield=0 sleep=ECANCELED");
}

static int await_sleeper(struct io *io, void *arg)
{
    (void)arg;
    struct async_task *task;
    async_spawn(io, sleep_an_hour_twice, "inner", &task);
    int result = async_await(io, task);
    say_result("outer", result);
    return result;
}

static int cancel_awaiter(struct io *io, void *arg)
{
    (void)arg;
    struct async_task *task;
    async_spawn(io, await_sleeper, NULL, &task);
    async_yield(io);
    async_yield(io);
    async_cancel(task);
    return async_await(io, task);
}

static void cancelling_an_awaiter_cancels_what_it_awaits(void **state)
{
    (void)state;
    assert_run(cancel_awaiter, 5, "began inner=ECANCELED again=0 outer=5");
}

static int leave_a_sleeper(struct io *io, void *arg)
{
    (void)arg;
    async_spawn(io, sleep_an_hour_twice, "left", NULL);
    async_yield(io);
    say("end");
    return 0;
}

static void tasks_left_at_the_end_are_cancelled_and_awaited(void **state)
{
    (void)state;
    assert_run(leave_a_sleeper, 0, "began end left=ECANCELED again=0");
}

static int end_at_deadline(struct io *io, void *arg)
{
    (void)arg;
    io->deadline_ns = io_now_ns() + MS_NS;
    say_result("sleep", io_sleep(io, HOUR_NS));
    say_result("late", io_sleep(io, 0));
    return 0;
}

static void a_wait_ends_at_its_tasks_deadline(void **state)
{
    (void)state;
    assert_run(end_at_deadline, 0, "sleep=ETIMEDOUT late=ETIMEDOUT");
}

static int await_other(struct io *io, void *arg)
{
    struct async_task **other = arg;
    say_result("await", async_await(io, *other));
    return 0;
}

static int await_each_other(struct io *io, void *arg)
{
    (void)arg;
    say_result("self", async_await(io, (struct async_task *)io));
    struct async_task *a, *b;
    async_spawn(io, await_other, &b, &a);
    async_spawn(io, await_other, &a, &b);
    return io_sleep(io, MS_NS);
}

static void tasks_that_await_each_other_do_not_outlive_the_run(void **state)
{
    (void)state;
    assert_int_equal(async_run(await_each_other, NULL), 0);
    assert_non_null(strstr(transcript, "self=EDEADLK await=ECANCELED"));
}

static int await_the_awaiter(struct io *io, void *arg)
{
    (void)arg;
    struct async_task *self = (struct async_task *)io, *other;
    async_spawn(io, await_other, &self, &other);
    async_yield(io);
    return async_await(io, other);
}

static void a_deadlock_ends_the_run_with_an_error(void **state)
{
    (void)state;
    assert_int_equal(async_run(await_the_awaiter, NULL), -EDEADLK);
}

static int swallow_on_purpose(struct io *io, void *arg)
{
    (void)arg;
    say_result("sleep", io_sleep(io, HOUR_NS));
    say_result("cancelling", async_cancelling(io));
    say_result("uncancel", async_uncancel(io));
    return io_sleep(io, MS_NS);
}

static int cancel_and_await(struct io *io, void *arg)
{
    (void)arg;
    struct async_task *task;
    async_spawn(io, swallow_on_purpose, NULL, &task);
    async_yield(io);
    async_cancel(task);
    async_cancel(task);
    return async_await(io, task);
}

static void cancels_are_counted_and_can_be_undone(void **state)
{
    (void)state;
    assert_run(cancel_and_await, 0, "sleep=ECANCELED cancelling=2 uncancel=1");
}

static int say_and_end(struct io *io, void *arg)
{
    (void)io;
    say(arg);
    return 0;
}

static int detach_both(struct io *io, void *arg)
{
    (void)arg;
    struct async_task *over, *running;
    async_spawn(io, say_and_end, "over", &over);
    async_yield(io);
    async_spawn(io, say_and_end, "running", &running);
    say(async_done(over) ? "done" : "not done");
    say(async_done(running) ? "done" : "not done");
    async_detach(over);
    async_detach(running);
    return async_yield(io);
}

static void a_detached_task_runs_on(void **state)
{
    (void)state;
    assert_run(detach_both, 0, "over done not done running");
}

static int await_ready(struct io *io, void *arg)
{
    struct async_task *child = arg;
    say_result("await", async_await(io, child));
    return 0;
}

/* The child has ended; its awaiter is ready but has not had its turn yet. */
static int cancel_the_ready(struct io *io, void *arg)
{
    (void)arg;
    struct async_task *child, *awaiter;
    async_spawn(io, fail_with_eio, NULL, &child);
    async_spawn(io, await_ready, child, &awaiter);
    async_yield(io);
    async_cancel(awaiter);
    return async_await(io, awaiter);
}

static int await_before(struct io *io, void *arg)
{
    (void)arg;
    struct async_task *child, *awaiter;
    async_spawn(io, say_twice, "child", &child);
    async_spawn(io, await_ready, child, &awaiter);
    async_yield(io);
    async_yield(io);
    async_cancel(awaiter);
    return async_await(io, awaiter);
}

static void a_finished_wait_can_be_cancelled_until_its_turn(void **state)
{
    (void)state;
    assert_run(cancel_the_ready, 0, "await=EIO");
    clear_transcript(NULL);
    assert_run(await_before, 0, "child child await=ECANCELED");
}

static void *run_in_thread(void *arg)
{
    int *result = arg;
    *result = async_run(fail_with_eio, NULL);
    return NULL;
}

/* TSan does not see libuv close descriptors, so it takes two threads that use
 * the same number in turn for a race. */
#if defined(__SANITIZE_THREAD__)
#define THREADS 1
#else
#define THREADS 4
#endif

static void threads_can_have_loops_of_their_own(void **state)
{
    (void)state;
    pthread_t threads[THREADS];
    int results[THREADS];
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, run_in_thread, &results[i]);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(results[i], -EIO);
    }
}

static bool seen;

static int await_pipe(struct io *io, void *arg)
{
    int ready = async_wait_fd(io, *(int *)arg, POLLIN);
    seen = true;
    return ready;
}

static int yield_until_seen(struct io *io, void *arg)
{
    int fds[2];
    if (pipe(fds) || write(fds[1], "x", 1) != 1)
        return -errno;
    (void)arg;
    seen = false;
    async_spawn(io, await_pipe, &fds[0], NULL);
    while (!seen)
        async_yield(io);
    close(fds[0]);
    return -close(fds[1]);
}

static void a_task_that_only_yields_starves_nobody(void **state)
{
    (void)state;
    assert_run(yield_until_seen, 0, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(tasks_take_turns_in_the_order_they_were_spawned),
        TEST(eager_tasks_begin_before_their_makers_go_on),
        TEST(an_eager_task_that_fails_fails_its_group_later),
        TEST(a_second_run_works_like_the_first),
        TEST(a_run_returns_the_result_of_its_first_task),
        TEST(await_returns_the_result_of_a_task_running_or_ended),
        TEST(sleepers_wake_by_deadline_and_never_early),
        TEST(a_deadline_that_passes_while_the_loop_stalls_is_kept),
        TEST(a_cancelled_sleeper_wakes_at_once_and_can_wait_again),
        TEST(a_task_cancelled_before_it_begins_never_does),
        TEST(a_cancel_reaches_the_next_wait_and_no_other),
        TEST(cancelling_an_awaiter_cancels_what_it_awaits),
        TEST(tasks_left_at_the_end_are_cancelled_and_awaited),
        TEST(a_wait_ends_at_its_tasks_deadline),
        TEST(tasks_that_await_each_other_do_not_outlive_the_run),
        TEST(a_deadlock_ends_the_run_with_an_error),
        TEST(cancels_are_counted_and_can_be_undone),
        TEST(a_detached_task_runs_on),
        TEST(a_finished_wait_can_be_cancelled_until_its_turn),
        TEST(threads_can_have_loops_of_their_own),
        TEST(a_task_that_only_yields_starves_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
