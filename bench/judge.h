/* judge.h -- claims, and the verdict that the measurements give on each.
 *
 * A claim is an entry of bench/claims.yaml: what the documents say, and the
 * tests that settle it. A test compares one cell's metric with another cell's
 * or with a number, block by block, and has two thresholds fixed before
 * anything is run. The method is that of ../CONTRIBUTING.md's "Verdicts". */
#ifndef OVERLAP_JUDGE_H
#define OVERLAP_JUDGE_H

#include <stdbool.h>

#include "results.h"
#include "statistics.h"
#include "why.h"

enum verdict {
    VERDICT_SUPPORTED,
    VERDICT_REFUTED,
    VERDICT_PARTLY,
    VERDICT_INCONCLUSIVE,
    VERDICT_NOT_TESTABLE,
};

enum test_role {
    TEST_JUDGES,   /* the verdict rests on it */
    TEST_CONTROLS, /* shows that the test can fail: unless it comes out
                      supported, the claim is inconclusive */
    TEST_OBSERVES, /* shown beside the others, judged by nobody */
};

enum test_kind {
    TEST_RATIO, /* of / over against supported and refuted */
    TEST_EQUAL, /* of / over within 1/(1 + delta) … 1 + delta */
};

struct claim_test {
    char *says; /* what this test shows, a clause */
    enum test_role role;
    enum test_kind kind;
    char *metric; /* see run_metric() */
    char *of;     /* "experiment/cell" */
    char *over;   /* "experiment/cell", or NULL: over_value */
    double over_value;
    bool per_ceiling;          /* `supported` is a share of the measured
                                  parallel ceiling; `refuted` stays absolute */
    double supported, refuted; /* ratio: the thresholds; the side is told by
                                  which is larger, or is above per_ceiling */
    double delta;              /* equal: the tolerance */
    char *written[3];          /* these three as the file has them, or NULL */
};

struct claim {
    char *id; /* "W1" */
    int *documents;
    unsigned documents_count;
    char *claim;  /* in our words */
    char *kind;   /* "ratio", "equiv", "exist", "sem" */
    char *expect; /* the verdict that theory predicts; never used to judge */
    char *because;
    struct claim_test *tests;
    unsigned tests_count;
};

struct claims {
    struct claim *claims;
    unsigned claims_count;
};

/* Reads and checks claims. On failure a negative errno value, and in `why` one
 * line: file, line or claim and test, what was found, what was expected. */
int claims_load(struct claims **claims, const char *path, char why[WHY_MAX]);
void claims_free(struct claims *claims);

struct test_outcome {
    const struct claim_test *test;
    int n;                    /* blocks compared */
    double estimate;          /* exp(median of the log ratios) */
    struct interval interval; /* of the ratio */
    double p, p_holm;         /* 1 where no p-value is due */
    enum verdict verdict;     /* a test that observes has VERDICT_INCONCLUSIVE
                                 where it names no thresholds */
    bool extendable;          /* inconclusive only for want of blocks */
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
    bool noisy;     /* a gate failed: every verdict is inconclusive */
    bool demo;      /* too few blocks for verdicts (--quick) */
    double ceiling; /* measured speed-up of independent burns; NAN: none */
    double alpha;   /* of each test in this look */
    struct claim_outcome *claims;
    int claims_count;
};

/* Judges every claim whose cells the results contain. -ENOMEM or 0. */
int judge(struct judgement **judgement, const struct claims *claims,
          const struct results *results);
void judgement_free(struct judgement *judgement);

/* "supported", "refuted", "partly", "inconclusive", "not testable here". */
const char *verdict_name(enum verdict verdict);

#endif
