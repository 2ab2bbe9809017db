/* experiments.h -- one experiment of the report. */
#ifndef OVERLAP_BENCH_REPORT_EXPERIMENTS_H
#define OVERLAP_BENCH_REPORT_EXPERIMENTS_H

#include <stdio.h>

#include "bench/chart/chart.h"
#include "bench/judge/measures.h"

/* The pictures that an experiment may have. */
enum {
    CHART_TIMES,
    CHART_LATENESS,
    CHART_MEMORY,
    CHART_CURVES, /* of a sweep, one a plot */
    CHARTS_EACH = CHART_CURVES + PLOTS_COUNT,
};

/* Introduces the experiments. */
void section_experiments(FILE *md);

/* Experiment `index` of `all`. A chart without a file is left out. */
void section_experiment(FILE *md, const struct measures *all, int index,
                        const struct chart charts[CHARTS_EACH]);

#endif
