/* test_mixed.c -- a burn does the work it promises, and mixed computes it. */
#include <errno.h>
#include <string.h>

#include "tests/workloads/tasks.h"
#include "workloads/parts/burn.h"

extern const struct workload workload_mixed;

static void a_burn_gives_what_jumping_ahead_gives(void **state)
{
    (void)state;
    for (uint64_t rounds = 0; rounds < 100000; rounds = rounds * 3 + 1)
        for (uint64_t seed = 0; seed < 5; seed++)
            assert_int_equal(burn_rounds(seed, rounds),
                             burn_expect(seed, rounds));
}

static void every_round_and_every_seed_counts(void **state)
{
    (void)state;
    assert_int_not_equal(burn_rounds(1, 1000), burn_rounds(1, 1001));
    assert_int_not_equal(burn_rounds(1, 1000), burn_rounds(2, 1000));
}

static void any_share_of_computing_gives_right_answers(void **state)
{
    (void)state;
    for (int share = 0; share <= 100; share += 50) {
        struct plan plan = plan_of(&workload_mixed, 3, 4);
        plan.cpu_share = share;
        assert_int_equal(workload_mixed.setup(&plan, why), 0);
        run_tasks(&plan);
        expect_all_ok(&plan);
        uint64_t wait_ns = 40000u * (100 - (uint64_t)share);
        assert_true(results[0].end_ns - results[0].begin_ns >= wait_ns);
        assert_int_equal(workload_mixed.check(&plan, results, why), 0);
        results[2].answer ^= 1;
        assert_int_equal(workload_mixed.check(&plan, results, why), -EILSEQ);
        assert_non_null(strstr(why, "task 2"));
        workload_mixed.teardown();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_burn_gives_what_jumping_ahead_gives),
        cmocka_unit_test(every_round_and_every_seed_counts),
        cmocka_unit_test(any_share_of_computing_gives_right_answers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
