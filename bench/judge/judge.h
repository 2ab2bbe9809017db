/* judge.h -- the verdict that the measurements give on each claim.
 *
 * The thresholds of all tests were fixed before anything was run. The method is
 * that of ../CONTRIBUTING.md's "Verdicts". */
#ifndef OVERLAP_BENCH_JUDGE_JUDGE_H
#define OVERLAP_BENCH_JUDGE_JUDGE_H

#include <stdbool.h>

#include "bench/judge/statistics.h"
#include "bench/results/results.h"
#include "bench/suite/claims.h"
#include "core/base/why.h"

struct test_outcome {
    const struct claim_test *test;
    int n;                    /* blocks compared, or runs looked at */
    double estimate;          /* exp(median of the log ratios), or the most */
    struct interval interval; /* of the ratio */
    double p, p_holm;         /* 1 where no p-value is due */
    enum verdict verdict;     /* a test that observes has VERDICT_INCONCLUSIVE
                                 where it names no thresholds */
    bool extendable;          /* inconclusive only for want of blocks */
    const json_t *output;     /* semantic: see semantic.h; or NULL */
    char reason[160];         /* one clause */
};

struct claim_outcome {
    const struct claim *claim;
    enum verdict verdict;
    char reason[200];
    bool extendable;            /* inconclusive only for want of blocks */
    struct test_outcome *tests; /* claim->tests_count of them */
};

/* A condition on the whole report. */
struct gate {
    const char *name; /* "A/A control" */
    double value;     /* NAN: could not be measured */
    double limit;
    bool passed;
    char text[160]; /* what was measured and what was allowed */
};

struct judgement {
    struct gate *gates;
    int gates_count;
    bool noisy;     /* a gate failed: no verdict on ratios */
    bool demo;      /* too few blocks for verdicts (--quick) */
    double ceiling; /* measured speed-up of independent burns; NAN: none */
    double alpha;   /* of each test in this look */
    bool wrong;     /* wrong-on-purpose variants: see wrong.h */
    struct claim_outcome *claims;
    int claims_count;
    const struct claims *titles; /* of the documents; or NULL */
};

/* Judges every claim whose cells the results contain. -ENOMEM or 0. */
int judge(struct judgement **judgement, const struct claims *claims,
          const struct results *results);
void judgement_free(struct judgement *judgement);

/* "supported", "refuted", "partly", "inconclusive", "not testable here". */
const char *verdict_name(enum verdict verdict);

#endif
