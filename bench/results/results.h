/* results.h -- one bench: what was asked, and what was found.
 *
 * A folder is opened once and handed down; a bench at work adds to it.
 * Everything the report says comes from the folder, so it can be written again
 * years later without running anything. */
#ifndef OVERLAP_BENCH_RESULTS_RESULTS_H
#define OVERLAP_BENCH_RESULTS_RESULTS_H

#include <jansson.h>
#include <stdint.h>

#include "bench/suite/claims.h"
#include "bench/suite/schedule.h"
#include "bench/suite/suite.h"
#include "core/base/why.h"

#define RUN_REFUSED   2   /* an exit status: this machine cannot run it */
#define RUN_SKIPPED   77  /* another: a launcher says that of this machine */
#define RUN_NOT_FOUND 127 /* another: no such program, or no interpreter */

/* One timed run of one cell. */
struct run {
    int experiment, cell; /* indices into the suite */
    int block;            /* 0 is the warm-up block, which no statistic uses */
    double time_s;        /* wall clock of the whole process, by hyperfine; by
                             the record where the setup is untimed */
    double user_s, sys_s; /* CPU time, by the same, children included */
    int exit_code;        /* see run_exit_code() */
    const json_t *record; /* what the program recorded, or NULL */
    int status;           /* the exit status as written down */
};

struct results {
    char *dir;
    struct suite *suite;
    struct claims *claims; /* in a bench of mutants, with the mutants applied */
    struct schedule *schedule;
    json_t *environment;
    json_t *records;     /* the lines; they own what runs point at */
    json_t *transcripts; /* what the programs of claims printed: transcript.h */
    struct run *runs;
    int runs_count;
    int lock; /* of a folder that a bench adds to; -1: it is only read */
};

/* What an exit status counts as: if the experiment's tasks fail on purpose and
 * the run left a record, 0 unless it was refused; else itself. */
int run_exit_code(const struct experiment *experiment, int status,
                  const json_t *record);

/* Opens the folder `dir` and reads its suite, claims, schedule, environment,
 * records and transcripts, each once; a run that was not made has no record. 0,
 * or a negative errno value and one line in `why`. */
int results_open(struct results **results, const char *dir, char why[WHY_MAX]);

/* The same for a bench that goes on: holds the folder, too (folder_take()),
 * until results_free(). */
int results_resume(struct results **results, const char *dir,
                   char why[WHY_MAX]);

/* Makes empty results, for a bench to fill in. NULL: no memory. */
struct results *results_new(void);

/* Frees the results and all that they hold; NULL is fine. */
void results_free(struct results *results);

/* Adds a run, here and as a line of records.jsonl. 0, or a negative errno value
 * and one line in `why`. */
int results_add(struct results *results, const json_t *line, char why[WHY_MAX]);

/* How many cores the machine let us use; NAN: the environment does not say. */
double results_cores(const struct results *results);

/* A cell's first record, or NULL. */
const json_t *results_record(const struct results *results, int experiment,
                             int cell);

/* Why the run of index `run` failed, in a line; "" if it did not. */
const char *results_error(const struct results *results, int run);

/* Why it failed: what its record says of the first task that failed, "task 1:
 * crashed on purpose", else the line above. */
void results_reason(const struct results *results, int run,
                    char reason[WHY_MAX]);

/* Did both fail in one experiment and block, and for the same reason? */
bool results_alike(const struct results *results, int a, int b);

/* One figure of a run: "time", "user", "sys", or "cpu" (user + sys), in
 * seconds, as in struct run; or a path into its record ("cores_used",
 * "memory.pss_bytes", "server.accepted"). NAN: it is missing or null. */
double run_metric(const struct run *run, const char *metric);

/* A number in a record, by such a path; NAN: there is none. */
double record_figure(const json_t *record, const char *path);

/* Do both records have the same tasks: workload, number, size, variant? */
bool record_same_tasks(const json_t *a, const json_t *b);

/* A metric of the cell's run in the warm-up block, where memory, threads and
 * processes of our own programs are sampled. NAN: there is none, or it
 * failed. */
double results_metered(const struct results *results, int experiment, int cell,
                       const char *metric);

#endif
