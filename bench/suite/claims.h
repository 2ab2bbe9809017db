/* claims.h -- the claims: what the documents say, and what settles it. */
#ifndef OVERLAP_BENCH_SUITE_CLAIMS_H
#define OVERLAP_BENCH_SUITE_CLAIMS_H

#include "bench/suite/claim.h"
#include "core/base/why.h"

/* Reads and validates the *.yaml files in the folder `path`, or the one file;
 * NULL: there are no claims. 0, or a negative errno value and one line in `why`: file, line, column, what
 * was found, what was expected. */
int claims_load(struct claims **claims, const char *path, char why[WHY_MAX]);
void claims_free(struct claims *claims);

#endif
