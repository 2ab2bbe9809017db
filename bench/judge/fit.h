/* fit.h -- laws fitted to measured points, with intervals.
 *
 * Amdahl (AFIPS 1967): C(N) = N / (1 + α(N − 1)), α being the share of the
 * work that cannot be spread. Gunther's Universal Scalability Law (Guerrilla
 * Capacity Planning, 2007, chapter 4) adds what workers cost each other:
 * C(N) = N / (1 + α(N − 1) + βN(N − 1)), where α is contention and β the price
 * of keeping them coherent; it peaks at √((1 − α)/β). Both are at least 0.
 *
 * GSL does the least squares, for a law over logarithms, because a time is
 * disturbed in proportion to its length. Intervals are at 95 %, from the
 * covariance and Student's t. */
#ifndef OVERLAP_BENCH_JUDGE_FIT_H
#define OVERLAP_BENCH_JUDGE_FIT_H

#include <stdbool.h>

#define FIT_POINTS_MIN 5

enum fit_law { FIT_AMDAHL, FIT_USL };

struct fit_figure {
    double value, low, high;
};

struct fit {
    bool done;
    char refused[64]; /* "fit refused: 4 points, 5 needed"; "" when done */
    struct fit_figure alpha, beta; /* beta is 0 for FIT_AMDAHL */
};

/* Fits a law to `points` pairs of workers and speed-up. A figure whose best
 * value would be below 0 is held at 0; its interval then ends where that of
 * the free fit does. */
void fit_law(struct fit *fit, enum fit_law law, const double *workers,
             const double *speedup, int points);

/* C(N) by a fit that was done. */
double fit_speedup(const struct fit *fit, double workers);

/* A straight line through the points: `slope` is what one more x adds to y. */
struct fit_line {
    bool done;
    char refused[64];
    struct fit_figure slope;
    double at_zero;
};

void fit_straight(struct fit_line *line, const double *x, const double *y,
                  int points);

#endif
