/* fit.c -- laws fitted to measured points, with intervals. */
#include "bench/judge/fit.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_fit.h>
#include <gsl/gsl_multifit_nlinear.h>
#include <math.h>
#include <stdio.h>

#define ROUNDS_MAX 200
#define TOLERANCE  1e-10
#define FAR_OFF    1e3

enum { ALPHA, BETA, FIGURES };

/* One least-squares problem: some figures are free, the others 0. */
struct problem {
    const double *workers, *speedup;
    size_t points;
    size_t free[FIGURES], free_count; /* the figures to find */
};

struct solution {
    double value[FIGURES], error[FIGURES]; /* errors of the free ones only */
    double squares;                        /* sum of the squared residuals */
};

static double law_at(const double figure[FIGURES], double workers)
{
    double others = workers - 1;
    return workers /
           (1 + figure[ALPHA] * others + figure[BETA] * workers * others);
}

static int residuals(const gsl_vector *at, void *arg, gsl_vector *residual)
{
    const struct problem *problem = arg;
    double figure[FIGURES] = {0};
    for (size_t i = 0; i < problem->free_count; i++)
        figure[problem->free[i]] = gsl_vector_get(at, i);
    for (size_t i = 0; i < problem->points; i++) {
        double ratio =
            law_at(figure, problem->workers[i]) / problem->speedup[i];
        if (isnan(ratio) || !(problem->speedup[i] > 0))
            return GSL_EDOM;
        /* No step may lead to where the law has no meaning. */
        double off = ratio > 0 ? log(ratio) : FAR_OFF;
        gsl_vector_set(residual, i, off);
    }
    return GSL_SUCCESS;
}

static int read_solution(struct solution *solution,
                         const struct problem *problem,
                         const gsl_multifit_nlinear_workspace *work)
{
    gsl_matrix *covariance =
        gsl_matrix_alloc(problem->free_count, problem->free_count);
    const gsl_vector *residual = gsl_multifit_nlinear_residual(work);
    if (!covariance)
        return -1;
    int bad = gsl_multifit_nlinear_covar(gsl_multifit_nlinear_jac(work), 0,
                                         covariance);
    *solution = (struct solution){.squares = 0};
    for (size_t i = 0; i < problem->points; i++)
        solution->squares += pow(gsl_vector_get(residual, i), 2);
    double variance =
        solution->squares / (double)(problem->points - problem->free_count);
    for (size_t i = 0; i < problem->free_count; i++) {
        size_t figure = problem->free[i];
        solution->value[figure] = gsl_vector_get(work->x, i);
        solution->error[figure] =
            sqrt(variance * gsl_matrix_get(covariance, i, i));
        bad |= !isfinite(solution->value[figure]) ||
               !isfinite(solution->error[figure]);
    }
    gsl_matrix_free(covariance);
    return bad ? -1 : 0;
}

/* 0, or -1 if it did not converge. */
static int solve(struct solution *solution, struct problem *problem)
{
    double from[FIGURES];
    int info, bad = -1;
    gsl_multifit_nlinear_parameters how =
        gsl_multifit_nlinear_default_parameters();
    gsl_multifit_nlinear_fdf system = {.f = residuals,
                                       .n = problem->points,
                                       .p = problem->free_count,
                                       .params = problem};
    for (size_t i = 0; i < problem->free_count; i++)
        from[i] = problem->free[i] == ALPHA ? 0.1 : 0.01;
    gsl_vector_view at = gsl_vector_view_array(from, problem->free_count);
    gsl_multifit_nlinear_workspace *work = gsl_multifit_nlinear_alloc(
        gsl_multifit_nlinear_trust, &how, system.n, system.p);
    if (!work)
        return -1;
    if (gsl_multifit_nlinear_init(&at.vector, &system, work) == GSL_SUCCESS &&
        gsl_multifit_nlinear_driver(ROUNDS_MAX, TOLERANCE, TOLERANCE, 0, NULL,
                                    NULL, &info, work) == GSL_SUCCESS)
        bad = read_solution(solution, problem, work);
    gsl_multifit_nlinear_free(work);
    return bad;
}

static int solve_one(struct solution *solution, const struct problem *problem,
                     size_t figure)
{
    struct problem one = *problem;
    one.free[0] = figure;
    one.free_count = 1;
    return solve(solution, &one);
}

static bool is_inside(const struct solution *solution)
{
    return solution->value[ALPHA] >= 0 && solution->value[BETA] >= 0;
}

/* The best solution with no figure below 0: the free one, else the best with
 * one figure held at 0, else both at 0. */
static void hold_at_zero(struct solution *solution,
                         const struct problem *problem)
{
    struct solution best = {.squares = INFINITY}, edge;
    if (is_inside(solution))
        return;
    for (size_t figure = 0; figure < problem->free_count; figure++)
        if (problem->free_count > 1 && solve_one(&edge, problem, figure) == 0 &&
            is_inside(&edge) && edge.squares < best.squares)
            best = edge;
    *solution = best;
}

static struct fit_figure figure_of(const struct solution *free,
                                   const struct solution *held, int figure,
                                   const struct problem *problem)
{
    size_t counted = problem->free_count;
    double value = held->value[figure], error = held->error[figure];
    double centre = value;
    if (held != free && value == 0 && error == 0) {
        centre = free->value[figure];
        error = free->error[figure];
    } else if (held->error[1 - figure] == 0) {
        counted = 1;
    }
    double reach =
        error * gsl_cdf_tdist_Pinv(0.975, (double)(problem->points - counted));
    return (struct fit_figure){value, fmax(0, centre - reach),
                               fmax(0, centre + reach)};
}

static void fit_problem(struct fit *fit, struct problem *problem)
{
    struct solution free, held;
    if (solve(&free, problem) < 0) {
        snprintf(fit->refused, sizeof fit->refused,
                 "fit refused: it did not converge");
        return;
    }
    held = free;
    hold_at_zero(&held, problem);
    fit->alpha = figure_of(&free, &held, ALPHA, problem);
    if (problem->free_count > 1)
        fit->beta = figure_of(&free, &held, BETA, problem);
    fit->done = true;
}

static bool too_few(char *refused, size_t size, int points)
{
    if (points < FIT_POINTS_MIN)
        snprintf(refused, size, "fit refused: %d point%s, %d needed", points,
                 points == 1 ? "" : "s", FIT_POINTS_MIN);
    return points < FIT_POINTS_MIN;
}

void fit_law(struct fit *fit, enum fit_law law, const double *workers,
             const double *speedup, int points)
{
    struct problem problem = {.workers = workers,
                              .speedup = speedup,
                              .points = (size_t)points,
                              .free = {ALPHA, BETA},
                              .free_count = law == FIT_USL ? 2 : 1};
    *fit = (struct fit){.done = false};
    if (too_few(fit->refused, sizeof fit->refused, points))
        return;
    /* GSL's own handler aborts. */
    gsl_error_handler_t *handler = gsl_set_error_handler_off();
    fit_problem(fit, &problem);
    gsl_set_error_handler(handler);
}

double fit_speedup(const struct fit *fit, double workers)
{
    const double figure[FIGURES] = {fit->alpha.value, fit->beta.value};
    return law_at(figure, workers);
}

void fit_straight(struct fit_line *line, const double *x, const double *y,
                  int points)
{
    double at_zero, slope, var_zero, covariance, var_slope, squares;
    *line = (struct fit_line){.done = false};
    if (too_few(line->refused, sizeof line->refused, points))
        return;
    gsl_fit_linear(x, 1, y, 1, (size_t)points, &at_zero, &slope, &var_zero,
                   &covariance, &var_slope, &squares);
    double reach = sqrt(var_slope) * gsl_cdf_tdist_Pinv(0.975, points - 2);
    line->done = isfinite(slope) && isfinite(reach);
    if (!line->done)
        snprintf(line->refused, sizeof line->refused,
                 "fit refused: all points have the same x");
    line->slope = (struct fit_figure){slope, slope - reach, slope + reach};
    line->at_zero = at_zero;
}
