/* timeline.h -- the picture of one run of each cell: one row per task. */
#ifndef OVERLAP_BENCH_CHART_TIMELINE_H
#define OVERLAP_BENCH_CHART_TIMELINE_H

#include "bench/chart/chart.h"
#include "bench/results/results.h"

#define CHART_TIMELINE "timeline" /* the experiment drawn */

/* One run of each of its cells, from its trace, a panel each. Without that
 * experiment or its traces chart->file stays empty. */
int chart_timeline(struct chart *chart, const struct results *results);

#endif
