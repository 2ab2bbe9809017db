/* claims_check.h -- what a schema cannot check of claims. */
#ifndef OVERLAP_BENCH_SUITE_CLAIMS_CHECK_H
#define OVERLAP_BENCH_SUITE_CLAIMS_CHECK_H

#include "bench/suite/claims.h"

/* Checks the claims of one file, read from `path`, and those of `others` for
 * ids that are there twice; fills in what a test takes from its claim. 0, or
 * -EINVAL (-ENOMEM) and in `why` file, line, what was found and expected. */
int claims_check_file(const struct claims *others, struct claims *file,
                      const char *path, char why[WHY_MAX]);

#endif
