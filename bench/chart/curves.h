/* curves.h -- the picture of a sweep. */
#ifndef OVERLAP_BENCH_CHART_CURVES_H
#define OVERLAP_BENCH_CHART_CURVES_H

#include "bench/chart/chart.h"
#include "bench/judge/measures.h"

/* Draws one plot of the sweep that is experiment `index` of `measures`, against
 * the values swept. Without a figure chart->file stays empty. */
int chart_curves(struct chart *chart, const struct measures *measures,
                 int index, enum plot plot);

#endif
