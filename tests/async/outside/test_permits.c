/* test_permits.c -- permits that a loop's tasks share with other processes. */
#include "core/permits.h"

#include <stdatomic.h>
#include <sys/wait.h>

#include "core/base/shared.h"
#include "tests/async/transcript.h"

#define LOOPS  3
#define TASKS  20
#define ROUNDS 20

static struct io_permits permits;

static int take(struct io *io, void *arg)
{
    int err = io_permit_take(io, &permits);
    say_result(arg, err);
    return err;
}

static int take_briefly(struct io *io, void *arg)
{
    io->deadline_ns = io_now_ns() + 20 * MS_NS;
    return take(io, arg);
}

/* Spawns fn for "a", "b" and "c" and lets them wait: "a" for the descriptor,
 * the others behind "a". */
static void spawn_three(struct io *io, async_fn *fn, struct async_task **task)
{
    static char *names[] = {"a", "b", "c"};
    for (int i = 0; i < 3; i++)
        async_spawn(io, fn, names[i], &task[i]);
    async_yield(io);
    async_yield(io);
}

static int take_in_order(struct io *io, void *arg)
{
    (void)arg;
    struct async_task *task[3];
    take(io, "first");
    spawn_three(io, take, task);
    for (int i = 0; i < 3; i++) {
        io_permits_give(&permits);
        if (i == 0) /* a permit is free, but not for a latecomer */
            async_spawn(io, take, "d", NULL);
        async_await(io, task[i]);
    }
    io_permits_give(&permits);
    return io_sleep(io, MS_NS);
}

static void nobody_jumps_the_queue(void **state)
{
    (void)state;
    assert_run(take_in_order, 0, "first=0 a=0 b=0 c=0 d=0");
    assert_int_equal(io_permits_try(&permits), -EAGAIN);
}

static int cancel_in_line(struct io *io, void *arg)
{
    (void)arg;
    struct async_task *task[3];
    take(io, "first");
    spawn_three(io, take, task);
    async_cancel(task[1]);
    async_cancel(task[0]);
    for (int i = 0; i < 2; i++)
        async_await(io, task[i]);
    io_permits_give(&permits);
    return async_await(io, task[2]);
}

static void a_cancelled_task_takes_no_permit_whatever_its_place(void **state)
{
    (void)state;
    assert_run(cancel_in_line, 0, "first=0 b=ECANCELED a=ECANCELED c=0");
    assert_int_equal(io_permits_try(&permits), -EAGAIN);
}

/* A permit is free for the head of the line, which is cancelled before its
 * turn. */
static int cancel_when_there_is_one(struct io *io, void *arg)
{
    (void)arg;
    struct async_task *task[3];
    take(io, "first");
    spawn_three(io, take, task);
    io_permits_give(&permits);
    async_cancel(task[0]);
    for (int i = 0; i < 2; i++)
        async_await(io, task[i]);
    async_cancel(task[2]);
    async_await(io, task[2]);
    return 0;
}

static void a_permit_that_comes_too_late_goes_to_the_next_task(void **state)
{
    (void)state;
    assert_run(cancel_when_there_is_one, 0,
               "first=0 a=ECANCELED b=0 c=ECANCELED");
    assert_int_equal(io_permits_try(&permits), -EAGAIN);
}

static int wait_in_vain(struct io *io, void *arg)
{
    (void)arg;
    struct async_task *task[3];
    take(io, "first");
    spawn_three(io, take_briefly, task);
    int late = 0;
    for (int i = 0; i < 3; i++)
        late += async_await(io, task[i]) == -ETIMEDOUT;
    transcript[0] = '\0'; /* they came in no fixed order */
    say_result("late", late);
    io_permits_give(&permits);
    take(io, "next");
    return async_cancelling(io);
}

static void the_deadline_ends_the_wait_at_every_place(void **state)
{
    (void)state;
    assert_run(wait_in_vain, 0, "late=3 next=0");
    assert_int_equal(io_permits_try(&permits), -EAGAIN);
}

/* What the loops of several processes saw. */
static struct seen {
    atomic_int now, most, rounds;
} * seen;

static int hold_in_turns(struct io *io, void *arg)
{
    (void)arg;
    for (int i = 0; i < ROUNDS; i++) {
        int err = io_permit_take(io, &permits);
        if (err)
            return err;
        int now = atomic_fetch_add(&seen->now, 1) + 1;
        int most = atomic_load(&seen->most);
        while (now > most &&
               !atomic_compare_exchange_weak(&seen->most, &most, now))
            continue;
        err = async_yield(io);
        atomic_fetch_add(&seen->rounds, 1);
        atomic_fetch_sub(&seen->now, 1);
        io_permits_give(&permits);
        if (err)
            return err;
    }
    return 0;
}

static int hold_many(struct io *io, void *arg)
{
    (void)arg;
    struct async_group group;
    async_group_open(&group, io);
    for (int i = 0; i < TASKS; i++)
        async_group_spawn(&group, hold_in_turns, NULL);
    return async_group_wait(&group);
}

static void the_loops_of_forked_processes_share_permits(void **state)
{
    (void)state;
    seen = shared_alloc(sizeof *seen);
    assert_non_null(seen);
    io_permits_close(&permits);
    assert_int_equal(io_permits_open(&permits, 2), 0);
    for (int i = 0; i < LOOPS; i++)
        if (fork() == 0)
            _exit(async_run(hold_many, NULL) ? 1 : 0);
    for (int i = 0, status; i < LOOPS; i++) {
        assert_true(wait(&status) > 0);
        assert_int_equal(status, 0);
    }
    assert_int_equal(seen->rounds, LOOPS * TASKS * ROUNDS);
    assert_int_in_range(seen->most, 1, 2);
    assert_int_equal(io_permits_try(&permits), 0);
    assert_int_equal(io_permits_try(&permits), 0);
    assert_int_equal(io_permits_try(&permits), -EAGAIN);
    shared_free(seen, sizeof *seen);
}

static int open_one(void **state)
{
    clear_transcript(state);
    return io_permits_open(&permits, 1);
}

static int close_one(void **state)
{
    (void)state;
    io_permits_close(&permits);
    return 0;
}

#define TEST_ONE(name)                                                         \
    cmocka_unit_test_setup_teardown(name, open_one, close_one)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ONE(nobody_jumps_the_queue),
        TEST_ONE(a_cancelled_task_takes_no_permit_whatever_its_place),
        TEST_ONE(a_permit_that_comes_too_late_goes_to_the_next_task),
        TEST_ONE(the_deadline_ends_the_wait_at_every_place),
        TEST_ONE(the_loops_of_forked_processes_share_permits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
