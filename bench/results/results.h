/* results.h -- the raw data of one bench, read back from its folder.
 *
 * Everything the report says is computed from this and nothing else, so a
 * report can be made again years later without running anything. */
#ifndef OVERLAP_BENCH_RESULTS_RESULTS_H
#define OVERLAP_BENCH_RESULTS_RESULTS_H

#include <jansson.h>
#include <stdint.h>

#include "bench/suite/suite.h"
#include "core/base/why.h"

#define RUN_REFUSED   2   /* an exit status: this machine cannot run that */
#define RUN_NOT_FOUND 127 /* another: no such program, or none to run it by */

/* One timed run of one cell. */
struct run {
    int experiment, cell; /* indices into the suite */
    int block;            /* 0 is the warm-up block, which no statistic uses */
    double time_s;        /* hyperfine's wall clock of the whole process; the
                             record's where the experiment's setup is untimed */
    double user_s, sys_s; /* the same, children included */
    int exit_code;        /* as run_exit_code() has it */
    const json_t *record; /* the run's own record, or NULL when it left none */
    int status;           /* the program's own exit status */
};

struct results {
    char *dir;
    struct suite *suite;
    json_t *environment;
    json_t *schedule; /* seed, profile, blocks, looks, pressure of each block */
    json_t *records;  /* owns what runs point at */
    json_t *semantic; /* what the programs of claims printed: see semantic.h */
    struct run *runs;
    int runs_count;
};

/* What an exit status counts as: 0 also where the experiment's tasks fail on
 * purpose, if the run left a record of it. */
int run_exit_code(const struct experiment *experiment, int status,
                  const json_t *record);

/* Reads the folder `dir`. On failure a negative errno value, and one line in
 * `why`. Runs that are scheduled but were not made are simply not there. */
int results_load(struct results **results, const char *dir, char why[WHY_MAX]);
void results_free(struct results *results);

/* The suite of the folder `dir`, its sweeps as on the machine that it ran on:
 * that of environment.json. As above. */
int results_suite(struct suite **suite, const char *dir, char why[WHY_MAX]);

/* What the program said on standard error when its run failed, or "". */
const char *results_error(const struct results *results, int run);

/* One figure of a run: "time", "user", "sys" or "cpu", the sum of these two
 * (hyperfine's, in seconds), or a path into its record ("cores_used",
 * "memory.pss_bytes", "server.accepted"), NAN where there is none or it is
 * null. */
double run_metric(const struct run *run, const char *metric);

/* The metric of one cell, a value a block: values[b - 1] belongs to block b,
 * NAN where that block has none. Returns how many blocks there are, and
 * writes at most `max` of them. A run that failed counts as none. */
int results_series(const struct results *results, int experiment, int cell,
                   const char *metric, double *values, int max);

/* The cell named "experiment/cell": 0, or -ENOENT. */
int results_find(const struct results *results, const char *name,
                 int *experiment, int *cell);

/* The same from the metered run of the warm-up block, where memory, threads
 * and processes are sampled for every cell. */
double results_metered(const struct results *results, int experiment, int cell,
                       const char *metric);

#endif
