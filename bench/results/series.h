/* series.h -- one metric of one cell, block by block. */
#ifndef OVERLAP_BENCH_RESULTS_SERIES_H
#define OVERLAP_BENCH_RESULTS_SERIES_H

#include "bench/results/results.h"
#include "bench/results/statistics.h"

#define SERIES_BLOCKS_MAX 128 /* later ones are left out */

struct series {
    double values[SERIES_BLOCKS_MAX]; /* values[b - 1] is block b's; NAN: it
                                         has none */
    int blocks;                       /* up to the last that has a value */
    double median; /* of the values present; NAN: there are none */
};

/* Takes a cell's metric (see run_metric()). A run that failed has no value. */
void series_take(struct series *series, const struct results *results,
                 int experiment, int cell, const char *metric);

/* The same for the cell "experiment/cell", as a ratio needs it: without values
 * that are not above 0. If there is no such cell, the series is empty. */
void series_take_named(struct series *series, const struct results *results,
                       const char *cell, const char *metric);

/* Copies the values that are there, in block order. Returns how many. */
int series_present(const struct series *series,
                   double present[SERIES_BLOCKS_MAX]);

/* The exact interval for the median, with level 0 if there is none, and the
 * distance of the quartiles as a share of the median, NAN if there are no
 * values: see statistics.h. */
struct interval series_interval(const struct series *series, double alpha);
double series_spread(const struct series *series);

/* `series` becomes a / b, block by block; it may be either of them. */
void series_divide(struct series *series, const struct series *a,
                   const struct series *b);

/* `series` becomes a + b, block by block; it may be either of them. */
void series_add(struct series *series, const struct series *a,
                const struct series *b);

/* of / over, block by block; the interval is exact, for the median of the
 * logarithms. A block counts if it has both, above 0. */
struct ratio {
    double estimate; /* NAN if no block does */
    struct interval interval;
};

struct ratio series_ratio(const struct series *of, const struct series *over,
                          double alpha);

/* Finds the median and the series' end again, after its values changed. */
void series_update(struct series *series);

/* The median of a metric; NAN: there is none. */
double series_median(const struct results *results, int experiment, int cell,
                     const char *metric);

#endif
