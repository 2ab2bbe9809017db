/* conclude.h -- a bench to its end: run, judged and reported. */
#ifndef OVERLAP_BENCH_CONCLUDE_H
#define OVERLAP_BENCH_CONCLUDE_H

#include <stdio.h>

#include "bench/run/bench.h"

/* Runs what the results lack, extends them once if claims are inconclusive for
 * want of blocks, judges them, writes the report in their folder and prints
 * `summary`. 0; 1 if a run failed, or a mutant went unnoticed; or a negative
 * errno value and one line in `why`; -EINTR: a person stopped it, and all that
 * was measured is kept. */
int conclude_bench(struct results *results, const struct bench_means *means,
                   FILE *summary, char why[WHY_MAX]);

/* Only judges and reports. Returns as above. */
int conclude_report(const struct results *results, FILE *summary,
                    char why[WHY_MAX]);

#endif
