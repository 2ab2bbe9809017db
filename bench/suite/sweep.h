/* sweep.h -- an experiment's sweep: each of its cells once at each value. */
#ifndef OVERLAP_BENCH_SUITE_SWEEP_H
#define OVERLAP_BENCH_SUITE_SWEEP_H

#include "bench/suite/experiment.h"
#include "core/base/why.h"

/* In each experiment with a sweep, replaces each cell by one per value, except
 * those that set the option themselves. `values: cores` goes by `cores`. 0,
 * -ENOMEM, or -EINVAL and a line in `why`. */
int sweep_expand(struct suite *suite, int cores, char why[WHY_MAX]);

/* A size as a number: a count, bytes or milliseconds, depending on its unit. 0,
 * or -EINVAL. */
int sweep_size(const char *text, double *x);

#endif
