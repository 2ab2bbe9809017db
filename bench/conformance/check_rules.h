/* check_rules.h -- the single checks of a program against the protocol. */
#ifndef OVERLAP_BENCH_CONFORMANCE_CHECK_RULES_H
#define OVERLAP_BENCH_CONFORMANCE_CHECK_RULES_H

#include <limits.h>

#include "bench/run/trial.h"
#include "core/base/why.h"

enum answer { PASSED, FAILED, SKIPPED };

/* One program under check. */
struct check {
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
    /* Leaves the reason in check->why unless it passed. */
    enum answer (*check)(struct check *check);
};

/* In the order in which they are told, ended by one without a name. */
extern const struct rule check_rules[];

/* Writes the reason, and returns `answer`. */
__attribute__((format(printf, 3, 4))) enum answer
check_answer(struct check *check, enum answer answer, const char *format, ...);

#endif
