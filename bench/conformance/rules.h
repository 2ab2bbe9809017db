/* rules.h -- the rules of the protocol, one by one, put to a program. */
#ifndef OVERLAP_BENCH_CONFORMANCE_RULES_H
#define OVERLAP_BENCH_CONFORMANCE_RULES_H

#include <limits.h>

#include "bench/run/trial.h"
#include "core/base/why.h"

enum ruling { PASSED, FAILED, SKIPPED };

/* The program under test. */
struct candidate {
    char program[PATH_MAX];
    char dir[PATH_MAX];
    char list[8192];     /* what --list printed */
    struct trial trial;  /* the last one */
    char fault[WHY_MAX]; /* the first in a record or a trace of all trials */
    char why[WHY_MAX];
};

struct rule {
    const char *name;
    const char *workload; /* that it needs, or NULL */
    /* Leaves the reason in candidate->why unless it passed. */
    enum ruling (*test)(struct candidate *candidate);
};

/* In the order in which they are told, ended by one without a name. */
extern const struct rule rules[];

/* Writes the reason, and returns `ruling`. */
__attribute__((format(printf, 3, 4))) enum ruling
rule_settle(struct candidate *candidate, enum ruling ruling, const char *format,
            ...);

#endif
