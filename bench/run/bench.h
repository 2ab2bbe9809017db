/* bench.h -- one bench from its suite to its report.
 *
 * A new bench writes its folder and its schedule, then goes on with what is
 * missing; a resumed one does only the latter. */
#ifndef OVERLAP_BENCH_RUN_BENCH_H
#define OVERLAP_BENCH_RUN_BENCH_H

#include <stdint.h>
#include <stdio.h>

#include "bench/results/results.h"
#include "bench/run/execute.h"
#include "bench/suite/schedule.h"
#include "core/base/why.h"

struct bench_options {
    const char *suite;   /* the suite's file */
    const char *claims;  /* the claims' folder, or one file of them */
    const char *known;   /* another suite that claims may name; or NULL */
    const char *bin_dir; /* where the models are */
    const char *parent;  /* the folder of all results folders */
    const char *only;    /* see schedule_make(); or NULL */
    enum profile profile;
    uint64_t seed;
};

/* What touches the machine; tests put others in their place. */
struct bench_hooks {
    int (*execute)(const struct execution *execution, struct outcome *outcome);
    json_t *(*quiet)(int block);
    uint64_t (*now_ms)(void);
};

extern const struct bench_hooks bench_hooks_real;

/* Says "what: " and the meaning of `err`, which it returns. */
int bench_fail(char why[WHY_MAX], int err, const char *what);

/* Plans a bench and writes its folder; the caller frees *dir. On failure a
 * negative errno value, one line in `why`, and nothing left behind. */
int bench_make(char **dir, const struct bench_options *options,
               char why[WHY_MAX]);

/* Runs what the schedule in `dir` says and the records lack, extends it once
 * where claims are inconclusive for want of blocks, and writes the report.
 * `db`, or NULL, is handed to the experiments that ask a database; it is not
 * written down, since there may be a password in it.
 * Progress goes to `progress`, the summary to `summary`. Returns 0, 1 when a
 * run failed, or a negative errno value with one line in `why`; -EINTR: a
 * person stopped it, and all that was measured is kept. */
int bench_continue(const char *dir, const char *bin_dir, const char *db,
                   const struct bench_hooks *hooks, FILE *progress,
                   FILE *summary, char why[WHY_MAX]);

/* Judges and reports the folder `dir` by its own data alone. As above. */
int bench_report(const char *dir, FILE *summary, char why[WHY_MAX]);

#endif
