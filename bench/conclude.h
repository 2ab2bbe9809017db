/* conclude.h -- what the measurements say: more blocks, or a report.
 *
 * bench_report() (bench.h) lies here too. */
#ifndef OVERLAP_BENCH_CONCLUDE_H
#define OVERLAP_BENCH_CONCLUDE_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/run/bench.h"
#include "core/base/why.h"

/* What a report is made from. */
struct verdicts {
    struct results *results;
    struct claims *claims;
    struct judgement *judgement;
};

/* Judges what lies in the folder `dir`. On failure a negative errno value and
 * one line in `why`; close it in either case. */
int verdicts_open(struct verdicts *verdicts, const char *dir,
                  char why[WHY_MAX]);
void verdicts_close(struct verdicts *verdicts);

/* Sets chosen[experiment] for what the claims that only want more blocks rest
 * on, and for the control, and lists these claims in `claims`. Returns 1 when
 * there are any, 0 when not, or a negative errno value. */
int conclude_extension(const char *dir, bool *chosen, char *claims, size_t size,
                       char why[WHY_MAX]);

#endif
