/* validate_claims.h -- what must hold of claims beyond their tables. */
#ifndef OVERLAP_BENCH_SUITE_VALIDATE_CLAIMS_H
#define OVERLAP_BENCH_SUITE_VALIDATE_CLAIMS_H

#include "bench/suite/claim.h"
#include "bench/suite/experiment.h"
#include "core/base/why.h"

/* Validates the claims of one file, none of which may have an id of `others`,
 * and fills in what the tests leave out. 0, -ENOMEM, or -EINVAL and a line in
 * `why`. */
int claims_validate(const struct claims *others, struct claims_file *file,
                    char why[WHY_MAX]);

/* Checks that every cell that a test names is in one of the suites, a list that
 * NULL ends; with `wrong`, only for tests with a mutant. 0, or -EINVAL and a
 * line in `why`. */
int claims_validate_cells(const struct claims *claims,
                          const struct suite *const *suites, bool wrong,
                          char why[WHY_MAX]);

#endif
