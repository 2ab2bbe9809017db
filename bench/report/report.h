/* report.h -- what people open: the report of one bench.
 *
 * Everything in it is computed from the judgement and its results; nothing is
 * run but gnuplot. */
#ifndef OVERLAP_BENCH_REPORT_REPORT_H
#define OVERLAP_BENCH_REPORT_REPORT_H

#include "bench/judge/judge.h"
#include "core/base/why.h"

/* Writes report.md, report.html, results.csv and charts/ into the results folder,
 * each file whole or not there; a picture that cannot be drawn is named in the
 * report and does no harm. process_begin() has been called. 0; -EINTR when a
 * person wants us to end; or a negative errno value and one line in `why`. */
int report_write(const struct judgement *judgement, char why[WHY_MAX]);

#endif
