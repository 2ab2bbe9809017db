/* compare.h -- one test of a claim, judged by itself. */
#ifndef OVERLAP_BENCH_JUDGE_COMPARE_H
#define OVERLAP_BENCH_JUDGE_COMPARE_H

#include "bench/judge/look.h"
#include "bench/judge/outcome.h"

/* Fills in `outcome` from outcome->test. p_holm, which depends on the p-values
 * of the other tests too, is left at 1: supported and refuted rest on this
 * test's own interval alone. */
void compare_test(struct test_outcome *outcome, const struct claim *claim,
                  const struct look *look);

#endif
