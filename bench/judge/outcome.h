/* outcome.h -- how the tests of a claim came out, and the claim. */
#ifndef OVERLAP_BENCH_JUDGE_OUTCOME_H
#define OVERLAP_BENCH_JUDGE_OUTCOME_H

#include <jansson.h>
#include <stdbool.h>

#include "bench/results/statistics.h"
#include "bench/suite/claims.h"

struct test_outcome {
    const struct claim_test *test;
    int n;                    /* blocks compared, or runs looked at */
    double estimate;          /* exp(median of the log ratios), or the most */
    struct interval interval; /* of the ratio */
    double p, p_holm;         /* 1 where no p-value is due */
    enum verdict verdict;     /* a test that observes has VERDICT_INCONCLUSIVE
                                 where it names no thresholds */
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

/* Sets the verdict and its reason, not extendable. */
void outcome_settle(struct test_outcome *outcome, enum verdict verdict,
                    const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* What theory predicts of a test. */
enum verdict outcome_expected(const struct claim *claim,
                              const struct claim_test *test);

/* Whether a ratio above the threshold supports: the larger threshold tells, but
 * a share of the ceiling is a speed-up, whatever its other threshold. */
bool outcome_supports_above(const struct claim_test *test);

/* "supported", "refuted", "partly", "inconclusive", "not testable here". */
const char *outcome_name(enum verdict verdict);

#endif
