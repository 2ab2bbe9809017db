/* answer.h -- the picture of which model wins where. */
#ifndef OVERLAP_BENCH_CHART_ANSWER_H
#define OVERLAP_BENCH_CHART_ANSWER_H

#include "bench/chart/chart.h"
#include "bench/judge/measures.h"

/* One row per experiment, speed-up on a logarithmic axis. Returns what
 * gnuplot_end() does. */
int chart_answer(struct chart *chart, const struct measures *measures);

#endif
