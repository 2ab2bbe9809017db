/* claim.h -- a claim and its tests, and the tables for reading them.
 *
 * Claims are data, in bench/claims/; 1-waits.yaml explains every key. A test
 * compares one cell's metric with another's or with a number, block by block;
 * or asks whether a metric was ever above 0; or compares what a program prints
 * with the transcript expected of it. */
#ifndef OVERLAP_BENCH_SUITE_CLAIM_H
#define OVERLAP_BENCH_SUITE_CLAIM_H

#include <stdbool.h>

#include "bench/suite/yaml_place.h"
#include "bench/suite/yaml_row.h"

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
    TEST_OBSERVES, /* shown beside the others, never judged */
};

enum test_kind {
    TEST_OF_CLAIM, /* the claim's kind; none has it after loading */
    TEST_RATIO,    /* of / over against the thresholds */
    TEST_EQUAL,    /* of / over within 1/(1 + delta) … 1 + delta */
    TEST_EXISTS,   /* the metric of `of` is above 0 in at least one run */
    TEST_NEVER,    /* the metric of `of` is above 0 in no run */
    TEST_SEMANTIC, /* a program prints this transcript */
};

/* What a test's mutant replaces; NULL, or no args: as in the test. */
struct claim_mutant {
    struct yaml_place place;
    char *of, *over;
    char **args;
    unsigned args_count;
};

struct claim_test {
    struct yaml_place place;
    char *says; /* what the test shows, a clause */
    enum test_role role;
    enum test_kind kind;
    enum verdict *expect; /* of this test; NULL: as the claim's */
    char *metric;         /* see run_metric() */
    char *of;             /* "experiment/cell" */
    char *over;           /* "experiment/cell", or NULL: over_value */
    double over_value;
    bool per_ceiling;          /* `supported` is a share of the measured
                                  parallel ceiling; `refuted` stays absolute */
    double supported, refuted; /* ratio: the thresholds; support lies above
                                  if `supported` is larger or per_ceiling is
                                  set, else below */
    double delta;              /* equal: the tolerance; 0: none given */
    char *program;             /* semantic: a name beside overlap, or a path */
    char **args;
    unsigned args_count;
    char *trace;    /* the transcript that supports the claim */
    char *refuting; /* the one that refutes it; NULL: any other */
    struct claim_mutant *wrong;
};

enum claim_need {
    NEED_CORES,
    NEED_SERVER,
    NEED_EVICTABLE,
    NEED_PYTHON,
    NEED_DATABASE,
    NEED_RING
};

struct claim {
    struct yaml_place place;
    char *id; /* "W1" */
    int *documents;
    unsigned documents_count;
    char *claim;            /* in our words */
    char *documents_say;    /* in theirs, in a short sentence; or NULL */
    enum test_kind kind;    /* of its tests, unless one has its own */
    enum claim_need *needs; /* the claim's scope */
    unsigned needs_count;
    enum verdict expect; /* what theory predicts; never used to judge */
    char *because;       /* why, a clause */
    char *teaches; /* where the documents are wrong or incomplete; or NULL */
    char *wrong;   /* what its mutant does; or NULL */
    struct claim_test *tests;
    unsigned tests_count;
};

/* A tutorial that claims refer to by its number. */
struct claim_document {
    struct yaml_place place;
    int number;
    char *title;
};

/* One file of claims. It owns all that they point to. */
struct claims_file {
    struct yaml_place place;
    struct claim *claims;
    unsigned claims_count;
    struct claim_document *documents;
    unsigned documents_count;
};

struct claims {
    struct claim *claims; /* of all files, by file name */
    unsigned claims_count;
    struct claim_document *documents;
    unsigned documents_count;
    struct claims_file **files;
    unsigned files_count;
};

/* The rows of a file of claims. */
extern const struct yaml_row claims_rows[];

#endif
