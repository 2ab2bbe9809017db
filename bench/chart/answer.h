/* answer.h -- the picture of which model wins where. */
#ifndef OVERLAP_BENCH_CHART_ANSWER_H
#define OVERLAP_BENCH_CHART_ANSWER_H

#include "bench/chart/chart.h"
#include "bench/judge/measures.h"

/* An experiment a row, speed-up on a log axis. */
int chart_answer(struct chart *chart, const struct measures *measures);

#endif
