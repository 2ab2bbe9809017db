/* timeline.h -- the picture of one run of each cell: a task a row. */
#ifndef OVERLAP_BENCH_CHART_TIMELINE_H
#define OVERLAP_BENCH_CHART_TIMELINE_H

#include "bench/chart/chart.h"
#include "bench/results/results.h"

/* One run of each cell of the experiment "timeline", from its trace: a cell a
 * panel. Without that experiment or its traces chart->file stays empty. */
#define CHART_TIMELINE "timeline"
int chart_timeline(struct chart *chart, const struct results *results);

#endif
