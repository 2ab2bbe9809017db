/* runs.h -- the pictures of all runs of an experiment. */
#ifndef OVERLAP_BENCH_CHART_RUNS_H
#define OVERLAP_BENCH_CHART_RUNS_H

#include "bench/chart/chart.h"
#include "bench/judge/measures.h"

/* One row per cell: its runs, their median and what theory predicts. `number`
 * is the experiment's place in the report. */
int chart_times(struct chart *chart, const struct experiment_measures *measures,
                int number);

/* The same for peak memory, in an experiment that meters every run, which
 * chart_has_memory() tells. */
int chart_memory(struct chart *chart,
                 const struct experiment_measures *measures, int number);
bool chart_has_memory(const struct experiment_measures *measures);

#endif
