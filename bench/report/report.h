/* report.h -- what people open: the report of one bench.
 *
 * Everything in it is computed from the judgement and its results; no program
 * but gnuplot is run. */
#ifndef OVERLAP_BENCH_REPORT_REPORT_H
#define OVERLAP_BENCH_REPORT_REPORT_H

#include "bench/judge/judge.h"
#include "core/base/why.h"

/* Writes report.md, report.html, results.csv, verdicts.json, figures.json
 * and charts/ into the results folder, each file whole or not at all. A picture that cannot be drawn is no
 * error: the report says why. process_begin() must have been called. Returns 0,
 * -EINTR if we were asked to end, or another negative errno value with one line
 * in `why`. */
int report_write(const struct judgement *judgement, char why[WHY_MAX]);

#endif
