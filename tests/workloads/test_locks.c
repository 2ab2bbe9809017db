/* test_locks.c -- opposite orders deadlock, the same order does not. */
#include <errno.h>
#include <string.h>

#include "tests/workloads/on_loop.h"

extern const struct workload workload_locks;

static struct plan plan_open(int tasks, const char *variant)
{
    struct plan plan = plan_of(&workload_locks, tasks, 2);
    plan.variant = workload_find_variant(&workload_locks, variant);
    assert_int_equal(workload_locks.setup(&plan, why), 0);
    return plan;
}

static int deadlocks(const struct plan *plan)
{
    struct finding found[WORKLOAD_FINDS_MAX];
    assert_int_equal(workload_locks.findings(plan, results, found), 1);
    assert_string_equal(found->name, "deadlocks");
    return (int)found->value;
}

/* Closes the plan; returns how many deadlocks there were. */
static int plan_close(const struct plan *plan)
{
    expect_all_ok(plan);
    assert_int_equal(workload_locks.check(plan, results, why), 0);
    int found = deadlocks(plan);
    workload_locks.teardown();
    return found;
}

static void one_after_the_other_cannot_deadlock(void **state)
{
    (void)state;
    struct plan plan = plan_open(4, "opposite");
    run_tasks(&plan);
    assert_int_equal(plan_close(&plan), 0);
}

static void two_tasks_in_opposite_order_deadlock_once(void **state)
{
    (void)state;
    struct plan plan = plan_open(2, "opposite");
    run_on_loop(&plan);
    assert_int_equal(plan_close(&plan), 1);
}

static void many_tasks_deadlock_and_end_all_the_same(void **state)
{
    (void)state;
    struct plan plan = plan_open(9, "opposite");
    run_on_loop(&plan);
    assert_int_in_range(plan_close(&plan), 1, 100);
}

static void in_the_same_order_nobody_deadlocks(void **state)
{
    (void)state;
    struct plan plan = plan_open(20, "ordered"); /* the last one waits long */
    run_on_loop(&plan);
    assert_int_equal(plan_close(&plan), 0);
}

static void locks_that_are_not_held_by_all_are_found_out(void **state)
{
    (void)state;
    struct plan plan = plan_open(2, "opposite");
    run_on_loop(&plan);
    results[1].err = -ECANCELED; /* though it had both */
    assert_int_equal(workload_locks.check(&plan, results, why), -EILSEQ);
    assert_non_null(strstr(why, "but 2 had both locks"));
    results[1].err = 0;
    plan.variant = workload_find_variant(&workload_locks, "ordered");
    assert_int_equal(workload_locks.check(&plan, results, why), -EILSEQ);
    assert_non_null(strstr(why, "1 deadlocks"));
    workload_locks.teardown();
}

static void a_task_that_has_no_time_left_gives_its_lock_back(void **state)
{
    (void)state;
    struct blocking blocking;
    struct plan plan = plan_open(2, "ordered");
    plan.size = 1000;
    blocking_open(&blocking, -1);
    const struct job job = {.plan = &plan, .index = 0};
    uint64_t answer;
    for (int i = 0; i < 2; i++) {
        blocking.io.deadline_ns = io_now_ns() + 1000000;
        assert_int_equal(workload_locks.task(&blocking.io, &job, &answer),
                         -ETIMEDOUT);
    }
    plan.size = 1;
    blocking.io.deadline_ns = IO_NEVER;
    assert_int_equal(workload_locks.task(&blocking.io, &job, &answer), 0);
    blocking_close(&blocking);
    workload_locks.teardown();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_after_the_other_cannot_deadlock),
        cmocka_unit_test(two_tasks_in_opposite_order_deadlock_once),
        cmocka_unit_test(many_tasks_deadlock_and_end_all_the_same),
        cmocka_unit_test(in_the_same_order_nobody_deadlocks),
        cmocka_unit_test(locks_that_are_not_held_by_all_are_found_out),
        cmocka_unit_test(a_task_that_has_no_time_left_gives_its_lock_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
