/* compare.h -- one test of a claim: two cells, block by block. */
#ifndef OVERLAP_BENCH_JUDGE_COMPARE_H
#define OVERLAP_BENCH_JUDGE_COMPARE_H

#include "bench/judge/look.h"
#include "bench/judge/outcome.h"

/* Fills in all of `outcome` from outcome->test, but p_holm, which takes the
 * p-values of the other tests too: supported and refuted rest on this test's
 * own interval alone. */
void compare_test(struct test_outcome *outcome, const struct claim *claim,
                  const struct look *look);

#endif
