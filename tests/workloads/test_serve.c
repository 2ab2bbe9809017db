/* test_serve.c -- connections served in turn and at once, right and wrong. */
#include <errno.h>

#include "tests/workloads/on_loop.h"

extern const struct workload workload_serve;

enum { ECHO, PAGE, WAIT, COMPUTE, RARE, SLOW };

static struct plan open_server(int variant, int tasks, int64_t size)
{
    struct plan plan = plan_of(&workload_serve, tasks, size);
    plan.variant = variant;
    plan.port = -1;
    assert_int_equal(workload_serve.setup(&plan, why), 0);
    return plan;
}

static int check(const struct plan *plan)
{
    *why = '\0';
    return workload_serve.check(plan, results, why);
}

static void every_request_is_answered(void **state)
{
    (void)state;
    for (int variant = ECHO; variant <= SLOW; variant++) {
        struct finding found[WORKLOAD_FINDS_MAX];
        struct plan plan = open_server(variant, 5, 3);
        if (variant % 2)
            run_tasks(&plan);
        else
            run_on_loop(&plan);
        expect_all_ok(&plan);
        assert_int_equal(check(&plan), 0);
        assert_int_equal(results[4].answer, variant == ECHO ? 3 * 64 : 3);
        assert_int_equal(workload_serve.findings(&plan, results, found), 4);
        for (int i = 0; i < 4; i++)
            assert_true(found[i].value > 0);
        workload_serve.teardown();
    }
}

static void a_wrong_count_is_refused(void **state)
{
    (void)state;
    struct plan plan = open_server(PAGE, 4, 5);
    run_tasks(&plan);
    assert_int_equal(check(&plan), 0);
    results[2].answer--;
    assert_int_equal(check(&plan), -EILSEQ);
    assert_string_equal(why, "task 2 answered 4, expected 5");
    results[2].err = -ECONNRESET;
    assert_int_equal(check(&plan), 0);
    workload_serve.teardown();
}

/* A server that accepts, and says nothing or something else. */
static int hang_up(struct io *io, const struct job *job, uint64_t *answer)
{
    (void)io;
    *answer = (uint64_t)job->plan->size;
    return 0;
}

static void answers_that_no_client_got_are_refused(void **state)
{
    (void)state;
    struct plan plan = open_server(PAGE, 4, 5);
    struct workload liar = workload_serve;
    liar.task = hang_up;
    plan.workload = &liar;
    run_tasks(&plan);
    assert_int_equal(check(&plan), -EILSEQ);
    assert_string_equal(why, "the clients had 0 right answers and 0 wrong "
                             "ones, expected at least 20 right ones");
    workload_serve.teardown();
}

static void delay_is_for_waiting(void **state)
{
    (void)state;
    struct plan plan = plan_of(&workload_serve, 1, 1);
    plan.port = -1;
    plan.delay_ns = 1;
    assert_int_equal(workload_serve.setup(&plan, why), -EINVAL);
    assert_string_equal(
        why, "--delay: found with --variant echo, expected with wait");
    workload_serve.teardown();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_request_is_answered),
        cmocka_unit_test(a_wrong_count_is_refused),
        cmocka_unit_test(answers_that_no_client_got_are_refused),
        cmocka_unit_test(delay_is_for_waiting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
