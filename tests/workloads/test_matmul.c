/* test_matmul.c -- matmul: the plain definition, and a check that can fail. */
#include "workloads/matmul.c" /* NOLINT(bugprone-suspicious-include) */

#include "tests/workloads/answers.h"

static double entry_define(size_t i, size_t j)
{
    size_t n = matrices.n;
    double sum = 0;
    for (size_t k = 0; k < n; k++)
        sum += matrices.a[i * n + k] * *b_entry(k, j);
    return sum;
}

static void expect_product(int tasks, int64_t size)
{
    struct plan plan = answers_make(&workload_matmul, tasks, size, NULL);
    for (size_t i = 0; i < matrices.n; i++)
        for (size_t j = 0; j < matrices.n; j++)
            assert_true(*c_entry(i, j) == entry_define(i, j));
    assert_int_equal(answers_check(&plan), 0);
    matmul_teardown();
}

static void the_product_is_that_of_the_definition(void **state)
{
    (void)state;
    expect_product(1, 1);
    expect_product(3, 31);
    expect_product(4, 32);
    expect_product(7, 100);
    expect_product(3, TILE_DEPTH + 1);
}

static void tasks_beyond_the_rows_do_nothing(void **state)
{
    (void)state;
    expect_product(20, 7);
}

static void entries_are_whole_and_small(void **state)
{
    (void)state;
    uint64_t sequence = 1;
    bool seen[2 * ENTRY_MAX + 1] = {false};
    for (int i = 0; i < 10000; i++) {
        int entry = (int)entry_next(&sequence, ENTRY_MAX);
        assert_int_in_range(entry + ENTRY_MAX, 0, 2 * ENTRY_MAX);
        seen[entry + ENTRY_MAX] = true;
    }
    for (int i = 0; i <= 2 * ENTRY_MAX; i++)
        assert_true(seen[i]);
}

static void a_wrong_answer_is_refused(void **state)
{
    (void)state;
    struct plan plan = answers_make(&workload_matmul, 5, 40, NULL);
    for (int i = 0; i < plan.tasks; i++)
        expect_flip_refused(&plan, i);
    matmul_teardown();
}

/* The digests agree with the rows, but the rows are wrong. */
static void a_wrong_product_is_refused(void **state)
{
    (void)state;
    struct plan plan = answers_make(&workload_matmul, 5, 40, NULL);
    for (size_t at = 0; at < 40u * 40u; at += 7) {
        int index = (int)(at / 40 / 8);
        double *entry = c_entry(at / 40, at % 40);
        *entry += 1;
        results[index].answer = band_digest(band_of(&plan, index));
        assert_int_equal(answers_check(&plan), -EILSEQ);
        *entry -= 1;
        results[index].answer = band_digest(band_of(&plan, index));
    }
    assert_int_equal(answers_check(&plan), 0);
    matmul_teardown();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_product_is_that_of_the_definition),
        cmocka_unit_test(tasks_beyond_the_rows_do_nothing),
        cmocka_unit_test(entries_are_whole_and_small),
        cmocka_unit_test(a_wrong_answer_is_refused),
        cmocka_unit_test(a_wrong_product_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
