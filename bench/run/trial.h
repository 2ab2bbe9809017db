/* trial.h -- one run of a program, and what came of it. */
#ifndef OVERLAP_BENCH_RUN_TRIAL_H
#define OVERLAP_BENCH_RUN_TRIAL_H

#include <jansson.h>
#include <stdbool.h>

#include "bench/results/trace.h"

#define TRIAL_LIMIT_MS   20000
#define TRIAL_LIMIT_TEXT "20 s"
#define TRIAL_PRINTS_MAX 8191

struct trial {
    int err; /* 0; -ETIMEDOUT: it took too long; -EFBIG: it printed more than
                `out` holds; -EINTR: a person wants us to end; or what kept us
                from running it */
    int exit_code;
    char out[TRIAL_PRINTS_MAX + 1],
        errors[4096]; /* what it printed, sanitised, as far as it fits */
    json_t *record;   /* the last in its record file, or NULL */
    char record_why[WHY_MAX]; /* what is wrong with it, or "" */
    int records;              /* lines in the record file */
    struct trace trace;
    char trace_why[WHY_MAX]; /* what is wrong with it, or "" */
    double seconds;
};

/* How to run it. */
struct trial_plan {
    const char *program; /* a path */
    const char *dir;     /* the folder to run in; our files in it are removed */
    const char *words;   /* its arguments, separated by spaces; or NULL */
    char *const *args;   /* or its arguments one by one */
    unsigned args_count;
    int repeats;      /* how many times, one after another; 0: once */
    int interrupt_ms; /* Ctrl-C after this long; 0: none */
    bool plain;       /* without --record and --trace */
};

/* Runs it. Call trial_close() afterwards in any case. */
void trial_run(struct trial *trial, const struct trial_plan *plan);

/* Why it did not run to its end (trial->err), or NULL if it did. */
const char *trial_fault(const struct trial *trial);

void trial_close(struct trial *trial);

#endif
