/* test_statistics.c -- the statistics, against worked examples. */
#include "bench/results/statistics.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define assert_close(a, b, margin) assert_true(fabs((a) - (b)) <= (margin))
#define assert_near(a, b)          assert_close(a, b, 1e-9)
#define COUNT(array)               ((int)(sizeof(array) / sizeof((array)[0])))

static uint64_t state;

static double uniform(void)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return ((double)(state >> 11) + 0.5) / 9007199254740992.0;
}

static void median_is_the_middle_or_the_mean_of_two(void **unused)
{
    (void)unused;
    assert_near(stat_median((double[]){3, 1, 2}, 3), 2);
    assert_near(stat_median((double[]){4, 1, 3, 2}, 4), 2.5);
    assert_near(stat_median((double[]){7}, 1), 7);
}

static void quantiles_interpolate_as_type_7(void **unused)
{
    (void)unused;
    /* R: quantile(c(1, 2, 3, 4, 10), c(.25, .9, 1)) = 2, 7.6, 10 */
    const double values[] = {10, 4, 3, 2, 1};
    assert_near(stat_quantile(values, 5, 0.25), 2);
    assert_near(stat_quantile(values, 5, 0.9), 7.6);
    assert_near(stat_quantile(values, 5, 0), 1);
    assert_near(stat_quantile(values, 5, 1), 10);
    assert_near(stat_spread(values, 5), (4.0 - 2.0) / 3.0);
}

static void values_keep_their_order(void **unused)
{
    (void)unused;
    double values[] = {3, 1, 2};
    stat_median(values, 3);
    stat_median_interval(values, 3, 0.5);
    assert_near(values[0], 3);
    assert_near(values[1], 1);
    assert_near(values[2], 2);
}

static void binomial_tails_are_exact(void **unused)
{
    (void)unused;
    assert_near(stat_binomial_tail(10, 8), 56.0 / 1024);
    assert_near(stat_binomial_tail(15, 14), 16.0 / 32768);
    assert_near(stat_binomial_tail(5, 0), 1);
    assert_near(stat_binomial_tail(5, 6), 0);
    assert_near(stat_binomial_tail(0, 0), 1);
}

static void interval_ranks_match_the_published_ones(void **unused)
{
    (void)unused;
    static const struct {
        int n, rank;
        double percent;
    } rows[] = {{6, 1, 96.9},  {10, 2, 97.9}, {12, 3, 96.1},
                {15, 4, 96.5}, {20, 6, 95.9}, {30, 10, 95.7}};
    double values[30];
    for (int i = 0; i < 30; i++)
        values[i] = 30 - i;
    for (int r = 0; r < COUNT(rows); r++) {
        int n = rows[r].n, j = rows[r].rank;
        assert_int_equal(stat_median_rank(n, 0.05), j);
        struct interval ci = stat_median_interval(values, n, 0.05);
        assert_close(100 * ci.level, rows[r].percent, 0.05);
        assert_near(ci.low, 30 - n + j);
        assert_near(ci.high, 30 - j + 1);
    }
}

static void five_values_have_no_95_percent_interval(void **unused)
{
    (void)unused;
    const double values[] = {1, 2, 3, 4, 5};
    assert_int_equal(stat_median_rank(5, 0.05), 0);
    struct interval ci = stat_median_interval(values, 5, 0.05);
    assert_true(isnan(ci.low) && isnan(ci.high));
    assert_near(ci.level, 0);
    /* Meeting alpha exactly is enough: 2 / 32. */
    assert_int_equal(stat_median_rank(5, 0.0625), 1);
}

static void equivalence_at_15_blocks_keeps_the_fourth_value(void **unused)
{
    (void)unused;
    assert_int_equal(stat_median_rank(15, 0.10), 4);
    /* The fifth would cover only 88 %. */
    double level = 1 - 2 * stat_binomial_tail(15, 15 - 4);
    assert_close(level, 0.882, 0.0005);
}

/* How many of n blocks must beat the threshold for p <= 0.05 among m tests;
 * n + 1 if not even all of them are enough. */
static int blocks_needed(int n, int m)
{
    int k = n + 1;
    while (k > 0 && m * stat_binomial_tail(n, k - 1) <= 0.05)
        k--;
    return k;
}

static void forty_tests_need_the_published_number_of_blocks(void **unused)
{
    (void)unused;
    assert_int_equal(blocks_needed(12, 40), 12);
    assert_int_equal(blocks_needed(15, 40), 14);
    assert_int_equal(blocks_needed(20, 40), 18);
    assert_int_equal(blocks_needed(30, 40), 24);
    for (int n = 1; n < 10; n++)
        assert_int_equal(blocks_needed(n, 40), n + 1);
    assert_int_equal(blocks_needed(10, 40), 10);
}

static void sign_test_gives_conovers_deer(void **unused)
{
    (void)unused;
    /* Conover, Practical Nonparametric Statistics: the hind leg is longer in
     * 8 deer of 10. One-sided 56/1024. */
    const double hind_minus_fore[] = {4, 4, -3, 5, -1, 5, 6, 2, 4, 6};
    assert_near(stat_sign_p(hind_minus_fore, 10, 0, 0), 56.0 / 1024);
    /* The other tail: 2 or more of 10. */
    assert_near(stat_sign_p(hind_minus_fore, 10, 0, 1), 1013.0 / 1024);
}

static void sign_test_does_not_count_ties(void **unused)
{
    (void)unused;
    const double values[] = {1, 1, 2, 3};
    assert_near(stat_sign_p(values, 4, 1, 0), 11.0 / 16); /* 2 of 4 above */
    assert_near(stat_sign_p(values, 4, 1, 1), 1);         /* none below */
}

static void holm_gives_the_textbook_example(void **unused)
{
    (void)unused;
    double p[] = {0.01, 0.04, 0.03, 0.005};
    stat_holm(p, 4);
    assert_near(p[0], 0.03);
    assert_near(p[1], 0.06); /* 1 x 0.04, raised to its predecessor's */
    assert_near(p[2], 0.06);
    assert_near(p[3], 0.02);
}

static void holm_caps_at_one_and_keeps_ties_equal(void **unused)
{
    (void)unused;
    double p[] = {0.6, 0.02, 0.02, 0.9};
    stat_holm(p, 4);
    assert_near(p[0], 1);
    assert_near(p[1], 0.08);
    assert_near(p[2], 0.08);
    assert_near(p[3], 1);
    double one[] = {0.04};
    stat_holm(one, 1);
    assert_near(one[0], 0.04);
    stat_holm(NULL, 0);
}

/* A skewed distribution: exponential, with a spike in 15 % of the draws. */
static double skewed(void)
{
    double spike = uniform() < 0.15 ? 1 + 3 * uniform() : 0;
    return -log(uniform()) + spike;
}

static void median_interval_covers_the_median_of_skewed_data(void **unused)
{
    (void)unused;
    enum { N = 15, TRUTH = 200001 };
    const int trials = 3000;
    static double many[TRUTH];
    state = 1;
    for (int i = 0; i < TRUTH; i++)
        many[i] = skewed();
    double median = stat_median(many, TRUTH);
    int covered = 0;
    for (int trial = 0; trial < trials; trial++) {
        double values[N];
        for (int i = 0; i < N; i++)
            values[i] = skewed();
        struct interval ci = stat_median_interval(values, N, 0.05);
        covered += ci.low <= median && median <= ci.high;
    }
    double coverage = (double)covered / trials;
    assert_true(coverage >= 0.94);
    assert_close(coverage, 0.965, 0.015); /* exact, not merely wide */
}

static void bootstrap_is_the_same_for_the_same_seed(void **unused)
{
    (void)unused;
    double a[15], b[15], ratio;
    state = 7;
    for (int i = 0; i < 15; i++) {
        b[i] = 1 + uniform();
        a[i] = 2 * b[i] + 0.1 * uniform();
    }
    struct interval x = stat_bootstrap_ratio(a, b, 15, 2000, 0.05, 42, &ratio);
    struct interval y = stat_bootstrap_ratio(a, b, 15, 2000, 0.05, 42, &ratio);
    struct interval z = stat_bootstrap_ratio(a, b, 15, 2000, 0.05, 43, &ratio);
    assert_memory_equal(&x, &y, sizeof x);
    assert_true(x.low != z.low || x.high != z.high);
    assert_true(x.low <= ratio && ratio <= x.high);
    assert_close(ratio, 2.05, 0.05);
}

static void bootstrap_resamples_whole_blocks(void **unused)
{
    (void)unused;
    /* Blocks differ a hundredfold, pairs by exactly 3: any resample of whole
     * blocks has the ratio 3, but one of loose values does not. */
    const double b[] = {1, 100, 2, 50, 7, 30, 90};
    double a[COUNT(b)], ratio;
    for (int i = 0; i < COUNT(b); i++)
        a[i] = 3 * b[i];
    struct interval ci =
        stat_bootstrap_ratio(a, b, COUNT(b), 500, 0.05, 1, &ratio);
    assert_near(ratio, 3);
    assert_near(ci.low, 3);
    assert_near(ci.high, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(median_is_the_middle_or_the_mean_of_two),
        cmocka_unit_test(quantiles_interpolate_as_type_7),
        cmocka_unit_test(values_keep_their_order),
        cmocka_unit_test(binomial_tails_are_exact),
        cmocka_unit_test(interval_ranks_match_the_published_ones),
        cmocka_unit_test(five_values_have_no_95_percent_interval),
        cmocka_unit_test(equivalence_at_15_blocks_keeps_the_fourth_value),
        cmocka_unit_test(forty_tests_need_the_published_number_of_blocks),
        cmocka_unit_test(sign_test_gives_conovers_deer),
        cmocka_unit_test(sign_test_does_not_count_ties),
        cmocka_unit_test(holm_gives_the_textbook_example),
        cmocka_unit_test(holm_caps_at_one_and_keeps_ties_equal),
        cmocka_unit_test(median_interval_covers_the_median_of_skewed_data),
        cmocka_unit_test(bootstrap_is_the_same_for_the_same_seed),
        cmocka_unit_test(bootstrap_resamples_whole_blocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
