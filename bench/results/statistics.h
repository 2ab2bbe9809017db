/* statistics.h -- the few statistics that a verdict rests on.
 *
 * All are exact or seeded: the same data give the same figures. Values must not
 * be NAN. */
#ifndef OVERLAP_BENCH_RESULTS_STATISTICS_H
#define OVERLAP_BENCH_RESULTS_STATISTICS_H

#include <stdint.h>

struct interval {
    double low, high;
    double level; /* the actual coverage, 0 … 1; 0: there is no interval */
};

/* The middle value, or the mean of the two middle ones. n >= 1. */
double stat_median(const double *values, int n);

/* The q-quantile by linear interpolation (Hyndman and Fan's type 7). */
double stat_quantile(const double *values, int n, double q);

/* (upper quartile - lower quartile) / median. */
double stat_spread(const double *values, int n);

/* P(Bin(n, 1/2) >= k). */
double stat_binomial_tail(int n, int k);

/* The largest j with 2 P(Bin(n, 1/2) <= j - 1) <= alpha: the interval for the
 * median runs from the j-th smallest to the j-th largest value. 0: n is too
 * small for one. */
int stat_median_rank(int n, double alpha);

/* The exact order-statistic interval for the median (David and Nagaraja,
 * Order Statistics, 7.1). */
struct interval stat_median_interval(const double *values, int n, double alpha);

/* The sign test: the probability, if the median is `threshold`, that at least
 * as many values lie above it (with `below`: below it) as do here. */
double stat_sign_p(const double *values, int n, double threshold, int below);

/* Holm's step-down adjustment of m p-values, in place; their order stays. */
void stat_holm(double *p, int m);

/* For display only: the percentile bootstrap of the ratio of the medians of two
 * paired series, which resamples whole blocks `rounds` times from `seed`. */
struct interval stat_bootstrap_ratio(const double *a, const double *b, int n,
                                     int rounds, double alpha, uint64_t seed,
                                     double *ratio);

#endif
