/* results.h -- one bench: what was asked, and what was found.
 *
 * A folder is opened once and handed down; a bench at work adds to it. Everything the report says is computed from this and nothing else, so a
 * report can be made again years later without running anything. */
#ifndef OVERLAP_BENCH_RESULTS_RESULTS_H
#define OVERLAP_BENCH_RESULTS_RESULTS_H

#include <jansson.h>
#include <stdint.h>

#include "bench/suite/claims.h"
#include "bench/suite/schedule.h"
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
    struct claims *claims; /* in a bench of mutants, with these in place */
    struct schedule *schedule;
    json_t *environment;
    json_t *records;     /* owns what runs point at */
    json_t *transcripts; /* what the programs of claims printed: transcript.h */
    struct run *runs;
    int runs_count;
    int lock; /* of a folder that a bench is at work in; -1: it is only read */
};

/* What an exit status counts as: 0 also where the experiment's tasks fail on
 * purpose, if the run left a record of it. */
int run_exit_code(const struct experiment *experiment, int status,
                  const json_t *record);

/* Opens the folder `dir`: all that lies in it, each file read once. On failure
 * a negative errno value, and one line in `why`. Runs that are scheduled but
 * were not made are simply not there. */
int results_open(struct results **results, const char *dir, char why[WHY_MAX]);

/* The same for a bench that goes on in it: takes the folder (folder_take())
 * until results_free(). */
int results_resume(struct results **results, const char *dir,
                   char why[WHY_MAX]);

/* Empty ones, which a bench fills in. NULL: no memory. */
struct results *results_new(void);

/* Frees them and all that they lead to; NULL is fine. */
void results_free(struct results *results);

/* Adds a run: a line of records.jsonl, and what was read of it. 0, or a
 * negative errno value and one line in `why`. */
int results_add(struct results *results, const json_t *line, char why[WHY_MAX]);

/* How many cores the machine lets us use; NAN: the environment does not say. */
double results_cores(const struct results *results);

/* A cell's first record, or NULL. */
const json_t *results_record(const struct results *results, int experiment,
                             int cell);

/* What the program said on standard error when its run failed, or "". */
const char *results_error(const struct results *results, int run);

/* One figure of a run: "time", "user", "sys" or "cpu", the sum of these two
 * (hyperfine's, in seconds), or a path into its record ("cores_used",
 * "memory.pss_bytes", "server.accepted"), NAN where there is none or it is
 * null. */
double run_metric(const struct run *run, const char *metric);

/* A number in a record, by such a path; NAN where there is none. */
double record_figure(const json_t *record, const char *path);

/* A metric of the metered run of the warm-up block, where memory, threads
 * and processes are sampled for every cell. */
double results_metered(const struct results *results, int experiment, int cell,
                       const char *metric);

#endif
