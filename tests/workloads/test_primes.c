/* test_primes.c -- primes: known counts, and a check that can fail. */
#include "workloads/primes.c" /* NOLINT(bugprone-suspicious-include) */

#include "tests/workloads/answers.h"

static uint64_t count_below(int tasks, int64_t size)
{
    struct plan plan = answers_make(&workload_primes, tasks, size, NULL);
    uint64_t primes = 0;
    for (int i = 0; i < tasks; i++)
        primes += results[i].answer;
    assert_int_equal(answers_check(&plan), 0);

    return primes;
}

static void the_counts_are_those_of_the_tables(void **state)
{
    (void)state;
    assert_int_equal(count_below(1, 1), 0);
    assert_int_equal(count_below(2, 1), 0);
    assert_int_equal(count_below(3, 1), 1);
    assert_int_equal(count_below(1, 10), 4);
    assert_int_equal(count_below(10, 10), 25);
    assert_int_equal(count_below(50, 20), 168);
    assert_int_equal(count_below(1, 1000000), 78498);
    assert_int_equal(count_below(8, 125000), 78498);
    assert_int_equal(count_below(64, 15625), 78498);
}

/* Slices of odd length begin at odd and at even numbers in turn. */
static void the_sieve_agrees_however_the_slices_lie(void **state)
{
    (void)state;
    static const int64_t sizes[] = {1, 2, 3, 7, 100, 131071, 131072, 131073};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        count_below(5, sizes[i]);
}

static void the_sieve_is_right_far_up(void **state)
{
    (void)state;
    struct sieve *sieve = malloc(sizeof *sieve);
    assert_non_null(sieve);
    sieve_open(sieve);
    assert_int_equal(
        sieve_count(sieve, (struct slice){.begin = 0, .end = 10000000}),
        664579);
    assert_int_equal(
        sieve_count(sieve, (struct slice){.begin = 10000000, .end = 100000000}),
        5761455 - 664579);
    free(sieve);
}

static void the_largest_factors_are_found(void **state)
{
    (void)state;
    assert_true(is_prime(1073741789)); /* the last prime below 2^30 */
    assert_false(is_prime(32749u * 32749u));
    assert_false(is_prime(1073741823));
}

static void a_wrong_count_is_refused(void **state)
{
    (void)state;
    struct plan plan = answers_make(&workload_primes, 9, 1000, NULL);
    for (int i = 0; i < plan.tasks; i++)
        expect_flip_refused(&plan, i);
}

static void too_many_candidates_are_refused(void **state)
{
    (void)state;
    struct plan plan = {.tasks = 1025, .size = 1 << 20};
    assert_int_equal(primes_setup(&plan, why), -ERANGE);
    assert_non_null(strstr(why, "1025"));
    plan.tasks = 1024;
    assert_int_equal(primes_setup(&plan, why), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_counts_are_those_of_the_tables),
        cmocka_unit_test(the_sieve_agrees_however_the_slices_lie),
        cmocka_unit_test(the_sieve_is_right_far_up),
        cmocka_unit_test(the_largest_factors_are_found),
        cmocka_unit_test(a_wrong_count_is_refused),
        cmocka_unit_test(too_many_candidates_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
