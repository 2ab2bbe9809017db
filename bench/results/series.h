/* series.h -- one metric of one cell, block by block. */
#ifndef OVERLAP_BENCH_RESULTS_SERIES_H
#define OVERLAP_BENCH_RESULTS_SERIES_H

#include "bench/results/results.h"
#include "bench/results/statistics.h"

#define SERIES_BLOCKS_MAX 128 /* later ones are left out */

struct series {
    double values[SERIES_BLOCKS_MAX]; /* values[b - 1] belongs to block b; NAN
                                         where there is none */
    int blocks;                       /* up to the last that has one */
    double median; /* of those present; NAN: there are none */
};

/* Takes the metric (see run_metric()) of a cell. A run that failed has none. */
void series_take(struct series *series, const struct results *results,
                 int experiment, int cell, const char *metric);

/* The same of the cell "experiment/cell", as a ratio needs it: what is not
 * above 0 is left out. Without such a cell the series is empty. */
void series_take_named(struct series *series, const struct results *results,
                       const char *cell, const char *metric);

/* The values that are there, in the order of their blocks. Returns how many
 * there are. */
int series_present(const struct series *series,
                   double present[SERIES_BLOCKS_MAX]);

/* The exact interval of the median, and how far the quartiles lie apart as a
 * share of it (statistics.h); its level is 0, it is NAN, where there is none. */
struct interval series_interval(const struct series *series, double alpha);
double series_spread(const struct series *series);

/* `series` becomes a / b, block by block; it may be one of them. */
void series_divide(struct series *series, const struct series *a,
                   const struct series *b);

/* Finds the median, and where the series ends, anew: its values were changed. */
void series_update(struct series *series);

/* The median of a metric; NAN: there is none. */
double series_median(const struct results *results, int experiment, int cell,
                     const char *metric);

#endif
