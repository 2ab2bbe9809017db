/* compare.h -- one test of a claim: two cells, block by block. */
#ifndef OVERLAP_BENCH_JUDGE_COMPARE_H
#define OVERLAP_BENCH_JUDGE_COMPARE_H

#include "bench/judge/gates.h"
#include "bench/judge/judge.h"

/* What the tests of one report share. */
struct look {
    const struct results *results;
    double alpha;
    double ceiling[JUDGE_BLOCKS_MAX]; /* of each block; see gates_ceiling() */
    int ceiling_blocks;
    double ceiling_median; /* NAN: not measured */
    bool wrong;            /* see wrong.h: unsteady times will do */
};

/* Fills in all of `outcome` from outcome->test, but p_holm, which takes the
 * p-values of the other tests too: supported and refuted rest on this test's
 * own interval alone. */
void test_judge(struct test_outcome *outcome, const struct claim *claim,
                const struct look *look);

/* Can the test be made on this machine, with this suite (scope.c)? If not, says
 * so in the outcome. */
bool test_is_possible(struct test_outcome *outcome, const struct claim *claim,
                      const struct look *look);

/* The kinds of test that compare no cells: has the metric ever been above 0
 * (compare_runs.c); did the program print its trace (compare_trace.c)? */
void test_judge_runs(struct test_outcome *outcome, const struct look *look);
void test_judge_trace(struct test_outcome *outcome, const struct claim *claim,
                      const struct look *look);

/* Whether a ratio above the threshold supports: the larger threshold tells, but
 * a share of the ceiling is a speed-up, whatever its other threshold. */
bool test_supports_above(const struct claim_test *test);

/* Sets the verdict and its reason, not extendable. */
void test_settle(struct test_outcome *outcome, enum verdict verdict,
                 const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
