/* runs.h -- the pictures of every run of an experiment. */
#ifndef OVERLAP_BENCH_CHART_RUNS_H
#define OVERLAP_BENCH_CHART_RUNS_H

#include "bench/chart/chart.h"
#include "bench/judge/measures.h"

/* A cell a row, its median and what theory predicts. `number` is the
 * experiment's place in the report. */
int chart_times(struct chart *chart, const struct experiment_measures *measures,
                int number);

/* The same of peak memory, for an experiment that meters every run. */
int chart_memory(struct chart *chart,
                 const struct experiment_measures *measures, int number);
bool chart_has_memory(const struct experiment_measures *measures);

#endif
