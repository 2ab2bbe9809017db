/* test_hog.c -- whole or in chunks, a hog has the same answers. */
#include <errno.h>
#include <string.h>

#include "tests/workloads/tasks.h"

extern const struct workload workload_hog;

static struct plan run_hog(const char *variant)
{
    struct plan plan = plan_of(&workload_hog, 3, 4);
    plan.variant = workload_find_variant(&workload_hog, variant);
    run_tasks(&plan);
    expect_all_ok(&plan);
    return plan;
}

static void a_chunked_hog_has_the_whole_ones_answers(void **state)
{
    (void)state;
    run_hog("whole");
    uint64_t whole[] = {results[0].answer, results[1].answer,
                        results[2].answer};
    struct plan plan = run_hog("chunked");
    for (int i = 0; i < plan.tasks; i++)
        assert_true(results[i].answer == whole[i]);
    assert_int_equal(workload_hog.check(&plan, results, why), 0);
    assert_true(whole[0] != whole[1] && whole[1] != whole[2]);
}

static void a_rare_hog_is_one_task_in_a_hundred(void **state)
{
    (void)state;
    struct plan plan = plan_of(&workload_hog, 60, 1);
    plan.variant = workload_find_variant(&workload_hog, "rare");
    run_tasks(&plan);
    expect_all_ok(&plan);
    for (int i = 0; i < plan.tasks; i++)
        assert_true((results[i].answer != 0) == (i == 50));
    assert_int_equal(workload_hog.check(&plan, results, why), 0);
}

static void a_wrong_answer_is_refused(void **state)
{
    (void)state;
    struct plan plan = run_hog("whole");
    results[2].answer ^= 1;
    assert_int_equal(workload_hog.check(&plan, results, why), -EILSEQ);
    assert_non_null(strstr(why, "task 2"));
    results[2].err = -ECANCELED;
    assert_int_equal(workload_hog.check(&plan, results, why), 0);
}

/* An io that counts its calls. */
struct counting {
    struct io io;
    int waits, computes;
};

static int count_wait(struct io *io, uint64_t wake_ns)
{
    (void)wake_ns;
    ((struct counting *)io)->waits++;
    return 0;
}

static int count_compute(struct io *io, void (*fn)(void *arg), void *arg)
{
    ((struct counting *)io)->computes++;
    fn(arg);
    return 0;
}

static struct counting count_calls(const char *variant)
{
    static const struct io_ops ops = {.sleep = count_wait,
                                      .compute = count_compute};
    struct counting counting = {.io = {.ops = &ops, .deadline_ns = IO_NEVER}};
    struct plan plan = plan_of(&workload_hog, 1, 4);
    plan.variant = workload_find_variant(&workload_hog, variant);
    const struct job job = {.plan = &plan};
    uint64_t answer;
    assert_int_equal(workload_hog.task(&counting.io, &job, &answer), 0);
    return counting;
}

static void only_a_chunked_hog_gives_way(void **state)
{
    (void)state;
    struct counting whole = count_calls("whole");
    struct counting chunked = count_calls("chunked");
    assert_int_equal(whole.computes, 1);
    assert_int_equal(whole.waits, 0);
    assert_int_equal(chunked.computes, 4);
    assert_int_in_range(chunked.waits, 1, 3); /* a pause may be over already */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_chunked_hog_has_the_whole_ones_answers),
        cmocka_unit_test(a_rare_hog_is_one_task_in_a_hundred),
        cmocka_unit_test(a_wrong_answer_is_refused),
        cmocka_unit_test(only_a_chunked_hog_gives_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
