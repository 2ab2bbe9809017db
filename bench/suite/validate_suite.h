/* validate_suite.h -- what must hold of a suite beyond its tables. */
#ifndef OVERLAP_BENCH_SUITE_VALIDATE_SUITE_H
#define OVERLAP_BENCH_SUITE_VALIDATE_SUITE_H

#include "bench/suite/experiment.h"
#include "core/base/why.h"

/* Validates names and what cells run, and names a cell without a name after its
 * model. 0, or -EINVAL and a line in `why`. */
int suite_validate(struct suite *suite, char why[WHY_MAX]);

#endif
