/* scope.h -- can a test be made on this machine, with this suite? */
#ifndef OVERLAP_BENCH_JUDGE_SCOPE_H
#define OVERLAP_BENCH_JUDGE_SCOPE_H

#include "bench/judge/look.h"
#include "bench/judge/outcome.h"

/* If it cannot be made, settles the outcome with the reason. */
bool scope_has(struct test_outcome *outcome, const struct claim *claim,
               const struct look *look);

#endif
