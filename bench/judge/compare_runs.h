/* compare_runs.h -- a test of existence: was a metric ever above 0? */
#ifndef OVERLAP_BENCH_JUDGE_COMPARE_RUNS_H
#define OVERLAP_BENCH_JUDGE_COMPARE_RUNS_H

#include "bench/judge/look.h"
#include "bench/judge/outcome.h"

/* Settles the outcome of a test of kind exists or never. */
void compare_runs(struct test_outcome *outcome, const struct look *look);

#endif
