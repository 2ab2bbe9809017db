/* test_grain.c -- grain: a leap is as many steps, and a check that can fail. */
#include "workloads/grain.c" /* NOLINT(bugprone-suspicious-include) */

#include "tests/workloads/answers.h"

static void a_leap_is_as_many_steps(void **state)
{
    static const int64_t rounds[] = {0, 1, 2, 3, 16, 1000, 65537};
    (void)state;
    for (size_t i = 0; i < sizeof rounds / sizeof *rounds; i++) {
        uint32_t factor, addend;
        struct grain grain = {12345, rounds[i]};
        leap(rounds[i], &factor, &addend);
        grind(&grain);
        assert_int_equal(grain.state, 12345 * factor + addend);
    }
}

static void a_wrong_answer_is_refused(void **state)
{
    (void)state;
    struct plan plan = answers_make(&workload_grain, 50, 77, NULL);
    expect_flip_refused(&plan, 0);
    expect_flip_refused(&plan, 49);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_leap_is_as_many_steps),
        cmocka_unit_test(a_wrong_answer_is_refused),
    };
    return cmocka_run_group_tests_name("grain", tests, NULL, NULL);
}
