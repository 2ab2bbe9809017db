/* conclude.h -- a bench to its end: run, judged and reported. */
#ifndef OVERLAP_BENCH_CONCLUDE_H
#define OVERLAP_BENCH_CONCLUDE_H

#include <stdio.h>

#include "bench/run/bench.h"
#include "bench/suite/expect.h"

/* What a bench ends with, beside the report in its folder. */
struct ending {
    FILE *out; /* gets the summary: plain text, or `json` */
    bool json;
    bool questions;              /* writes their page, too: questions.h */
    const struct expect *expect; /* verdicts relied on; or NULL */
};

/* Runs what the results lack, extends them once if claims are inconclusive for
 * want of blocks, judges them, writes the report in their folder and prints
 * the summary. 0; 1 if a run failed, a mutant went unnoticed or a verdict is
 * not as expected; or a negative errno value and one line in `why`; -EINTR: a person stopped it, and all that
 * was measured is kept. */
int conclude_bench(struct results *results, const struct bench_means *means,
                   const struct ending *ending, char why[WHY_MAX]);

/* Only judges and reports. Returns as above. */
int conclude_report(const struct results *results, const struct ending *ending,
                    char why[WHY_MAX]);

#endif
