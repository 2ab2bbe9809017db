/* conclude.h -- a bench to its end: what is run, judged and reported. */
#ifndef OVERLAP_BENCH_CONCLUDE_H
#define OVERLAP_BENCH_CONCLUDE_H

#include <stdio.h>

#include "bench/run/bench.h"

/* Runs what the results lack, extends them once where claims are inconclusive
 * for want of blocks, and reports. 0, 1 when a run failed, or a negative errno
 * value with one line in `why`; -EINTR: a person stopped it, and all that was
 * measured is kept. */
int conclude_bench(struct results *results, const struct bench_means *means,
                   FILE *summary, char why[WHY_MAX]);

/* Judges the results, writes their report, and `summary`. As above. */
int conclude_report(const struct results *results, FILE *summary,
                    char why[WHY_MAX]);

#endif
