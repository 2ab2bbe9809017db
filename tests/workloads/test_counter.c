/* test_counter.c -- which ways of adding lose increments, and where. */
#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "tests/workloads/on_loop.h"

#define INCREMENTS 20000

extern const struct workload workload_counter;

static struct plan plan_open(int tasks, const char *variant)
{
    struct plan plan = plan_of(&workload_counter, tasks, INCREMENTS);
    plan.variant = workload_find_variant(&workload_counter, variant);
    assert_int_equal(workload_counter.setup(&plan, why), 0);
    return plan;
}

static int check(const struct plan *plan)
{
    return workload_counter.check(plan, results, why);
}

/* Closes the plan; returns how many increments were lost. */
static int plan_close(const struct plan *plan)
{
    struct finding found[WORKLOAD_FINDS_MAX];
    expect_all_ok(plan);
    assert_int_equal(check(plan), 0);
    assert_int_equal(workload_counter.findings(plan, results, found), 1);
    assert_string_equal(found->name, "lost");
    workload_counter.teardown();
    return (int)found->value;
}

static void one_after_the_other_none_is_lost(void **state)
{
    (void)state;
    for (const char *const *word = workload_counter.variants; *word; word++) {
        struct plan plan = plan_open(3, *word);
        run_tasks(&plan);
        assert_int_equal(plan_close(&plan), 0);
    }
}

static int lost_on_loop(const char *variant)
{
    struct plan plan = plan_open(2, variant);
    run_on_loop(&plan);
    return plan_close(&plan);
}

static void on_the_loop_only_a_wait_in_between_loses(void **state)
{
    (void)state;
    assert_int_equal(lost_on_loop("plain"), 0);
    assert_int_equal(lost_on_loop("atomic"), 0);
    assert_int_equal(lost_on_loop("mutex"), 0);
    assert_int_in_range(lost_on_loop("await"), 1, 2 * INCREMENTS);
}

struct share {
    struct loop_task task; /* first */
    pthread_t thread;
};

static void *add_in_thread(void *arg)
{
    struct blocking blocking;
    blocking_open(&blocking, -1);
    run_loop_task(&blocking.io, arg);
    blocking_close(&blocking);
    return NULL;
}

static int lost_in_threads(const char *variant)
{
    enum { THREADS = 4 };
    struct share shares[THREADS];
    struct plan plan = plan_open(THREADS, variant);
    for (int i = 0; i < THREADS; i++) {
        shares[i] = (struct share){.task = {&plan, i}};
        assert_int_equal(
            pthread_create(&shares[i].thread, NULL, add_in_thread, &shares[i]),
            0);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(shares[i].thread, NULL);
    return plan_close(&plan);
}

/* `plain` loses only with two cores and luck: no unit test can ask for it. */
static void in_threads_atomics_and_locks_lose_none(void **state)
{
    (void)state;
    assert_int_equal(lost_in_threads("atomic"), 0);
    assert_int_equal(lost_in_threads("mutex"), 0);
    assert_int_in_range(lost_in_threads("await"), 1, 4 * INCREMENTS);
}

static void a_guarded_counter_that_loses_is_wrong(void **state)
{
    (void)state;
    struct plan plan = plan_open(2, "atomic");
    run_tasks(&plan);
    plan.size++; /* so each task has lost one */
    results[0].answer++;
    results[1].answer++;
    assert_int_equal(check(&plan), -EILSEQ);
    assert_non_null(strstr(why, "2 increments"));
    plan.variant = workload_find_variant(&workload_counter, "plain");
    assert_int_equal(check(&plan), 0);
    results[1].answer++;
    assert_int_equal(check(&plan), -EILSEQ);
    workload_counter.teardown();
}

static void a_task_that_was_cancelled_leaves_no_finding(void **state)
{
    (void)state;
    struct finding found[WORKLOAD_FINDS_MAX];
    struct plan plan = plan_open(2, "plain");
    run_tasks(&plan);
    results[1].err = -ECANCELED;
    assert_int_equal(workload_counter.findings(&plan, results, found), 0);
    workload_counter.teardown();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_after_the_other_none_is_lost),
        cmocka_unit_test(on_the_loop_only_a_wait_in_between_loses),
        cmocka_unit_test(in_threads_atomics_and_locks_lose_none),
        cmocka_unit_test(a_guarded_counter_that_loses_is_wrong),
        cmocka_unit_test(a_task_that_was_cancelled_leaves_no_finding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
