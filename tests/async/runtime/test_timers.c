/* test_timers.c -- deadlines: their order and the entries they take. */
#include "async/runtime/timers.h"

#include <stdlib.h>

#include "async/runtime/loop.h"
#include "tests/unit.h"

#define MANY 5000

static struct timers timers;
static struct async_task tasks[MANY];

static int make_tasks(void **state)
{
    (void)state;
    for (int i = 0; i < MANY; i++)
        tasks[i].wake_ns = tasks[i].look_ns = IO_NEVER;
    return 0;
}

static int free_timers(void **state)
{
    (void)state;
    timers_free(&timers);
    return 0;
}

static void enter(int i, uint64_t due_ns)
{
    tasks[i].wake_ns = due_ns;
    assert_int_equal(timers_reserve(&timers), 0);
    timers_add(&timers, &tasks[i]);
}

static void forget(int i)
{
    tasks[i].wake_ns = IO_NEVER;
}

/* Takes the next task that is due; returns its deadline, or IO_NEVER. */
static uint64_t take(uint64_t now_ns)
{
    struct async_task *task = timers_take_due(&timers, now_ns);
    if (!task)
        return IO_NEVER;
    uint64_t due_ns = task->wake_ns;
    task->wake_ns = IO_NEVER;
    return due_ns;
}

static void an_empty_heap_is_never_due(void **state)
{
    (void)state;
    assert_true(timers_next_ns(&timers) == IO_NEVER);
    assert_null(timers_take_due(&timers, IO_NEVER));
}

static void only_due_deadlines_are_taken(void **state)
{
    (void)state;
    enter(0, 30);
    enter(1, 10);
    enter(2, 20);
    assert_int_equal(timers_next_ns(&timers), 10);
    assert_true(take(9) == IO_NEVER);
    assert_int_equal(take(20), 10);
    assert_int_equal(take(20), 20);
    assert_true(take(20) == IO_NEVER);
    assert_int_equal(timers_next_ns(&timers), 30);
}

static void deadlines_come_out_sorted(void **state)
{
    (void)state;
    srand(1);
    for (int i = 0; i < MANY; i++)
        enter(i, (uint64_t)rand() % 1000);
    uint64_t last_ns = 0;
    for (int i = 0; i < MANY; i++) {
        uint64_t due_ns = take(1000);
        assert_true(due_ns != IO_NEVER && due_ns >= last_ns);
        last_ns = due_ns;
    }
    assert_true(take(1000) == IO_NEVER);
}

static void a_forgotten_deadline_never_comes_out(void **state)
{
    (void)state;
    srand(2);
    for (int i = 0; i < MANY; i++)
        enter(i, (uint64_t)rand() % 1000 * 2 + (uint64_t)(i % 2));
    for (int i = 0; i < MANY; i += 2)
        forget(i);
    int taken = 0;
    uint64_t due_ns;
    while ((due_ns = take(2000)) != IO_NEVER) {
        assert_int_equal(due_ns % 2, 1);
        taken++;
    }
    assert_int_equal(taken, MANY / 2);
}

static void stale_entries_do_not_pile_up(void **state)
{
    (void)state;
    enter(0, 5);
    for (int i = 0; i < 100 * MANY; i++) {
        enter(1, 1000 + (uint64_t)i);
        forget(1);
    }
    assert_true(timers.count < 300);
    assert_int_equal(take(2000), 5);
    assert_true(take(IO_NEVER - 1) == IO_NEVER);
}

static void a_task_can_re_enter_a_deadline_it_forgot(void **state)
{
    (void)state;
    enter(0, 5);
    forget(0);
    enter(0, 5);
    assert_int_equal(take(5), 5);
    assert_true(take(5) == IO_NEVER);
}

static void a_postponed_deadline_comes_at_its_new_time(void **state)
{
    (void)state;
    enter(0, 5);
    forget(0);
    enter(0, 15);
    enter(1, 10);
    assert_int_equal(timers_next_ns(&timers), 10);
    assert_int_equal(take(20), 10);
    assert_int_equal(take(20), 15);
    assert_true(take(IO_NEVER - 1) == IO_NEVER);
}

#define HOUR_NS UINT64_C(3600000000000)

/* Eight tasks inside a long time limit: they wait for each other for as long
 * as it allows, and sleep briefly. */
static void a_long_limit_around_short_waits_takes_few_entries(void **state)
{
    (void)state;
    size_t most = 0;
    for (uint64_t now_ns = 0; now_ns < 100 * MANY; now_ns++)
        for (int i = 0; i < 8; i++) {
            enter(i, HOUR_NS + (uint64_t)i);
            forget(i);
            if (now_ns % 2)
                continue;
            enter(i, now_ns);
            assert_int_equal(take(now_ns), now_ns);
            most = timers.count > most ? timers.count : most;
        }
    assert_true(most <= 128);
    assert_true(timers.line.capacity + timers.heap.capacity <= 256);
}

static void waits_that_end_early_share_their_tasks_entry(void **state)
{
    (void)state;
    for (uint64_t now_ns = 0; now_ns < 100 * MANY; now_ns++) {
        enter((int)(now_ns % 8), HOUR_NS + now_ns);
        forget((int)(now_ns % 8));
        assert_true(timers.count <= 8);
    }
    assert_true(timers_next_ns(&timers) == IO_NEVER);
    assert_int_equal(timers.count, 0);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, make_tasks, free_timers)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_empty_heap_is_never_due),
        TEST(only_due_deadlines_are_taken),
        TEST(deadlines_come_out_sorted),
        TEST(a_forgotten_deadline_never_comes_out),
        TEST(stale_entries_do_not_pile_up),
        TEST(a_task_can_re_enter_a_deadline_it_forgot),
        TEST(a_postponed_deadline_comes_at_its_new_time),
        TEST(a_long_limit_around_short_waits_takes_few_entries),
        TEST(waits_that_end_early_share_their_tasks_entry),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
