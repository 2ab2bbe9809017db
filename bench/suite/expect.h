/* expect.h -- the verdicts that a course, or CI, relies on: a YAML file.
 *
 *     expect:
 *       - {claim: W1, verdicts: [supported]}
 *       - {claim: C4, verdicts: [refuted, partly]}
 */
#ifndef OVERLAP_BENCH_SUITE_EXPECT_H
#define OVERLAP_BENCH_SUITE_EXPECT_H

#include "bench/suite/claims.h"
#include "core/base/why.h"

struct expectation {
    struct yaml_place place;
    char *claim;       /* its id */
    unsigned verdicts; /* any of these will do: 1 << VERDICT_… */
};

struct expect {
    struct yaml_place place;
    struct expectation *expect;
    unsigned expect_count;
};

/* Reads and validates the file. 0, or a negative errno value and one line in
 * `why`. expect_free(NULL) is fine. */
int expect_load(struct expect **expect, const char *path, char why[WHY_MAX]);
void expect_free(struct expect *expect);

/* Checks that each claim is one of `claims`. 0, or -EINVAL and a line in
 * `why`. */
int expect_fits(const struct expect *expect, const struct claims *claims,
                char why[WHY_MAX]);

#endif
