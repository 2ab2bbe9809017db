/* validate_claims.h -- what must hold of claims beyond their tables. */
#ifndef OVERLAP_BENCH_SUITE_VALIDATE_CLAIMS_H
#define OVERLAP_BENCH_SUITE_VALIDATE_CLAIMS_H

#include "bench/suite/claim.h"
#include "bench/suite/experiment.h"
#include "core/base/why.h"

/* Validates the claims of one file, which may have no id of `others`, and fills
 * in what a test takes from its claim. 0, or -EINVAL and a line in `why`. */
int claims_validate(const struct claims *others, struct claims_file *file,
                    char why[WHY_MAX]);

/* Every cell that a test names must be in one of the suites (NULL: none): 0, or
 * -EINVAL and a line in `why`. With `wrong` only tests with a mutant count. */
int claims_validate_cells(const struct claims *claims,
                          const struct suite *const suites[2], bool wrong,
                          char why[WHY_MAX]);

#endif
