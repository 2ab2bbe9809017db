/* rules.h -- the rules of the protocol, tried on a program one by one. */
#ifndef OVERLAP_BENCH_CONFORMANCE_RULES_H
#define OVERLAP_BENCH_CONFORMANCE_RULES_H

#include <limits.h>

#include "bench/run/trial.h"
#include "core/base/scratch.h"
#include "core/base/why.h"

enum ruling { PASSED, FAILED, SKIPPED };

/* The program under test. */
struct candidate {
    char program[PATH_MAX];
    struct scratch folder;           /* it runs here */
    char list[TRIAL_PRINTS_MAX + 1]; /* what --list printed */
    struct trial trial;              /* the last one */
    char fault[WHY_MAX]; /* the first found in any trial's record or trace */
    char why[WHY_MAX];
};

struct rule {
    const char *name;
    const char *workload; /* the one it needs, or NULL */
    /* Leaves the reason in candidate->why unless it passed. */
    enum ruling (*test)(struct candidate *candidate);
};

/* In the order of the report, ended by one without a name. */
extern const struct rule rules[];

/* Writes the reason into candidate->why, and returns `ruling`. */
__attribute__((format(printf, 3, 4))) enum ruling
rule_settle(struct candidate *candidate, enum ruling ruling, const char *format,
            ...);

#endif
