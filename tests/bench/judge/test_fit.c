/* test_fit.c -- fits recover the parameters of made-up data, or refuse. */

#include "tests/unit.h"

#include <math.h>

#include "bench/judge/fit.h"

#define POINTS 12

static const double workers[POINTS] = {1,  2,  3,  4,  6,  8,
                                       12, 16, 24, 32, 48, 64};

/* Noise of ±1 %, the same in every run. */
static double noise(unsigned *state)
{
    *state = *state * 1664525u + 1013904223u;
    return 1 + 0.02 * ((double)(*state >> 8) / (1 << 24) - 0.5);
}

static void make_data(double speedup[POINTS], double alpha, double beta,
                      unsigned seed)
{
    for (int i = 0; i < POINTS; i++) {
        double n = workers[i];
        speedup[i] =
            n / (1 + alpha * (n - 1) + beta * n * (n - 1)) * noise(&seed);
    }
}

static void assert_holds(const struct fit_figure *figure, double truth,
                         double tolerance)
{
    assert_true(fabs(figure->value - truth) <= tolerance);
    assert_true(figure->low <= figure->value && figure->value <= figure->high);
    assert_true(figure->high - figure->low <= 4 * tolerance);
}

static void amdahl_finds_the_serial_share(void **state)
{
    (void)state;
    double speedup[POINTS];
    struct fit fit;
    make_data(speedup, 0.05, 0, 1);
    fit_law(&fit, FIT_AMDAHL, workers, speedup, POINTS);
    assert_true(fit.done);
    assert_string_equal(fit.refused, "");
    assert_holds(&fit.alpha, 0.05, 0.002);
    assert_true(fit.beta.value == 0 && fit.beta.high == 0);
    assert_true(fabs(fit_speedup(&fit, 64) - 64 / (1 + .05 * 63)) < 0.4);
}

static void usl_finds_contention_and_coherence(void **state)
{
    (void)state;
    double speedup[POINTS];
    struct fit fit;
    make_data(speedup, 0.03, 0.0005, 2);
    fit_law(&fit, FIT_USL, workers, speedup, POINTS);
    assert_true(fit.done);
    assert_holds(&fit.alpha, 0.03, 0.003);
    assert_holds(&fit.beta, 0.0005, 0.0001);
}

/* Over many data sets, about 95 in 100 intervals contain the truth. */
static void intervals_contain_the_truth_as_often_as_they_claim(void **state)
{
    (void)state;
    double speedup[POINTS];
    struct fit fit;
    int alpha_held = 0, beta_held = 0;
    for (unsigned seed = 0; seed < 400; seed++) {
        make_data(speedup, 0.03, 0.0005, seed * 7919u);
        fit_law(&fit, FIT_USL, workers, speedup, POINTS);
        assert_true(fit.done);
        alpha_held += fit.alpha.low <= 0.03 && 0.03 <= fit.alpha.high;
        beta_held += fit.beta.low <= 0.0005 && 0.0005 <= fit.beta.high;
    }
    assert_int_in_range(alpha_held, 340, 399);
    assert_int_in_range(beta_held, 340, 399);
}

/* Not even a speed-up above the number of workers makes a share negative. */
static void no_figure_is_below_zero(void **state)
{
    (void)state;
    double speedup[POINTS];
    struct fit fit;
    make_data(speedup, -0.002, 0, 3);
    fit_law(&fit, FIT_AMDAHL, workers, speedup, POINTS);
    assert_true(fit.done);
    assert_true(fit.alpha.value == 0 && fit.alpha.low == 0);
    make_data(speedup, 0.05, -0.0001, 3);
    fit_law(&fit, FIT_USL, workers, speedup, POINTS);
    assert_true(fit.done);
    assert_true(fit.beta.value == 0);
    assert_true(fit.alpha.value > 0.02);
    make_data(speedup, -0.002, 0.0002, 3);
    fit_law(&fit, FIT_USL, workers, speedup, POINTS);
    assert_true(fit.done);
    assert_true(fit.alpha.value == 0);
    assert_true(fit.beta.value > 0.0001);
}

static void four_points_are_refused(void **state)
{
    (void)state;
    double speedup[POINTS];
    struct fit fit;
    struct fit_line line;
    make_data(speedup, 0.05, 0, 1);
    fit_law(&fit, FIT_AMDAHL, workers, speedup, 4);
    assert_false(fit.done);
    assert_string_equal(fit.refused, "fit refused: 4 points, 5 needed");
    fit_law(&fit, FIT_USL, workers, speedup, 1);
    assert_string_equal(fit.refused, "fit refused: 1 point, 5 needed");
    fit_straight(&line, workers, speedup, 0);
    assert_false(line.done);
    assert_string_equal(line.refused, "fit refused: 0 points, 5 needed");
    fit_law(&fit, FIT_AMDAHL, workers, speedup, 5);
    assert_true(fit.done);
}

static void a_fit_that_does_not_converge_is_refused(void **state)
{
    (void)state;
    static const double ones[POINTS] = {1, 1, 1, 1, 1, 1};
    double speedup[POINTS];
    struct fit fit;
    make_data(speedup, 0.05, 0, 1);
    speedup[3] = NAN;
    fit_law(&fit, FIT_USL, workers, speedup, POINTS);
    assert_false(fit.done);
    assert_string_equal(fit.refused, "fit refused: it did not converge");
    /* At one worker a speed-up says nothing about a law's parameters. */
    fit_law(&fit, FIT_USL, ones, ones, 6);
    assert_false(fit.done);
}

static void a_straight_fit_finds_the_slope(void **state)
{
    (void)state;
    double memory[POINTS];
    struct fit_line line;
    unsigned seed = 5;
    for (int i = 0; i < POINTS; i++)
        memory[i] = 3000 + 512 * workers[i] + 400 * (noise(&seed) - 1);
    fit_straight(&line, workers, memory, POINTS);
    assert_true(line.done);
    assert_holds(&line.slope, 512, 0.2);
    assert_true(fabs(line.at_zero - 3000) < 10);
    const double same[5] = {3, 3, 3, 3, 3};
    fit_straight(&line, same, memory, 5);
    assert_false(line.done);
    assert_string_equal(line.refused,
                        "fit refused: all points have the same x");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(amdahl_finds_the_serial_share),
        cmocka_unit_test(usl_finds_contention_and_coherence),
        cmocka_unit_test(intervals_contain_the_truth_as_often_as_they_claim),
        cmocka_unit_test(no_figure_is_below_zero),
        cmocka_unit_test(four_points_are_refused),
        cmocka_unit_test(a_fit_that_does_not_converge_is_refused),
        cmocka_unit_test(a_straight_fit_finds_the_slope),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
