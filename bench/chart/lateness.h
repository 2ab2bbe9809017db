/* lateness.h -- the picture of how late ticks came in each cell. */
#ifndef OVERLAP_BENCH_CHART_LATENESS_H
#define OVERLAP_BENCH_CHART_LATENESS_H

#include "bench/chart/chart.h"
#include "bench/judge/measures.h"

/* For an experiment in which at least two cells have a ticker, which
 * chart_has_lateness() tells. `number` is its place in the report. */
int chart_lateness(struct chart *chart,
                   const struct experiment_measures *measures, int number);
bool chart_has_lateness(const struct experiment_measures *measures);

#endif
