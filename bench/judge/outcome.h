/* outcome.h -- how a claim and its tests came out. */
#ifndef OVERLAP_BENCH_JUDGE_OUTCOME_H
#define OVERLAP_BENCH_JUDGE_OUTCOME_H

#include <jansson.h>
#include <stdbool.h>

#include "bench/results/statistics.h"
#include "bench/suite/claims.h"

struct test_outcome {
    const struct claim_test *test;
    int n;           /* blocks compared, or runs looked at */
    double estimate; /* exp(median of the log ratios), or the maximum */
    struct interval interval; /* of the ratio */
    double p, p_holm;         /* 1 where the test has no p-value */
    enum verdict verdict;     /* VERDICT_INCONCLUSIVE for a test that observes
                                 and names no thresholds */
    bool extendable;          /* inconclusive only for want of blocks */
    const json_t *transcript; /* semantic: see transcript.h; or NULL */
    char reason[160];         /* one clause */
};

struct claim_outcome {
    const struct claim *claim;
    enum verdict verdict;
    char reason[200];
    bool extendable;            /* inconclusive only for want of blocks */
    struct test_outcome *tests; /* claim->tests_count of them */
};

/* Sets the verdict and its reason, and clears `extendable`. */
void outcome_settle(struct test_outcome *outcome, enum verdict verdict,
                    const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* What theory predicts of a test. */
enum verdict outcome_expected(const struct claim *claim,
                              const struct claim_test *test);

/* Does a ratio above the threshold support the claim? It does if `supported` is
 * the larger threshold, and always for a share of the ceiling, which is a
 * speed-up. */
bool outcome_supports_above(const struct claim_test *test);

/* "supported", "refuted", "partly", "inconclusive", "not testable here". */
const char *outcome_name(enum verdict verdict);

#endif
