/* prepare.h -- what a bench writes before anything runs. */
#ifndef OVERLAP_BENCH_RUN_PREPARE_H
#define OVERLAP_BENCH_RUN_PREPARE_H

#include "bench/results/results.h"
#include "bench/suite/expect.h"
#include "core/base/why.h"

/* What a new bench is to do. */
#define PREPARE_KNOWN 3 /* at most so many */

struct prepare_options {
    const char *suite;  /* the suite's file */
    const char *claims; /* overlap's own, for the suites that ask for them */
    const char *known[PREPARE_KNOWN]; /* suites that claims may name; or NULL */
    const char *bin_dir;              /* where the models are */
    const char *parent;               /* the folder of all results folders */
    const char *only;                 /* see schedule_make(); or NULL */
    const struct expect *expect;      /* verdicts relied on; or NULL */
    enum profile profile;
    uint64_t seed;
};

/* Reads a suite with its claims, and looks for its programs, as for a bench. 0,
 * or a negative errno value and one line in `why`. */
int prepare_check(const struct prepare_options *options, char why[WHY_MAX]);

/* Plans a bench, writes its folder and holds it, as results_resume() does. 0,
 * or a negative errno value, one line in `why`, and no results. */
int prepare_new(struct results **results, const struct prepare_options *options,
                char why[WHY_MAX]);

/* Opens the folder of a bench that was stopped, to go on. Returns as above. */
int prepare_old(struct results **results, const char *dir, const char *bin_dir,
                char why[WHY_MAX]);

#endif
