/* trial.h -- one run of the program that is being checked, and what came of
 * it. */
#ifndef OVERLAP_BENCH_RUN_TRIAL_H
#define OVERLAP_BENCH_RUN_TRIAL_H

#include <jansson.h>
#include <stdbool.h>

#include "bench/results/trace.h"

#define TRIAL_LIMIT_MS   20000
#define TRIAL_LIMIT_TEXT "20 s"

struct trial {
    int err; /* -ETIMEDOUT: stopped; -EINTR: a person wants us to end */
    int exit_code;
    char out[8192], errors[4096]; /* its output, sanitised, as much as fits */
    json_t *record;               /* the last of its record file, or NULL */
    char record_why[WHY_MAX]; /* what is wrong with it; "" when nothing is */
    int records;              /* lines in the record file */
    struct trace trace;
    char trace_why[WHY_MAX]; /* what is wrong with it; "" when nothing is */
    double seconds;
};

/* How to run it. */
struct trial_plan {
    const char *program; /* a path */
    const char *dir;     /* an empty directory to run in; left empty */
    const char *words;   /* its arguments, separated by single spaces */
    int repeats;         /* so often, one after another; 0 means once */
    int interrupt_ms;    /* Ctrl-C after so long; 0: none */
    bool plain;          /* without --record and --trace */
};

void trial_run(struct trial *trial, const struct trial_plan *plan);
/* Why it was not run to its end (trial->err), or NULL where it was. */
const char *trial_fault(const struct trial *trial);

void trial_close(struct trial *trial);

#endif
