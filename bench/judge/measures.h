/* measures.h -- what the report says of each cell, computed from the raw data.
 *
 * Speed-ups are paired: of each block the logarithm of sequential's time over
 * the cell's; the estimate is the median, the interval exact (statistics.h). */
#ifndef OVERLAP_BENCH_JUDGE_MEASURES_H
#define OVERLAP_BENCH_JUDGE_MEASURES_H

#include <stdbool.h>

#include "bench/judge/theory.h"
#include "bench/results/series.h"

#define MEASURES_ALPHA 0.05

/* The fastest model and one that is not slower than it by more than this, for
 * all that the interval of their paired ratio shows, tie. */
#define MEASURES_TIE 1.05

/* A ratio of two cells' times, block by block. */
struct ratio {
    double estimate; /* NAN: no block has both */
    struct interval interval;
};

/* Medians over the blocks, in seconds. */
struct tail {
    double p50_s, p99_s, max_s;
};

/* A number of the record's findings, over the blocks. */
struct finding_measures {
    const char *name;
    double median, most;
};

#define MEASURES_FINDINGS_MAX 4

struct cell_measures {
    const struct cell *cell;
    const char *model; /* the cell's name where it has none */
    struct series time_s;
    struct interval interval; /* of the median time */
    struct ratio speedup;     /* over the sequential cell */
    enum theory_kind kind;
    struct theory theory;
    double tasks, width, workers;
    double cores_used, user_s, sys_s;
    struct series memory_bytes;    /* total, where every run is metered */
    double pss_bytes, total_bytes; /* … or those of the warm-up block */
    double voluntary, involuntary;
    double rate_per_s;            /* of the plan; NAN: a closed loop */
    struct tail latency, service; /* from when a task was due, and began */
    double task_s;                /* the wall clock a task, startup aside */
    double lateness_p50_s, lateness_p99_s, lateness_max_s; /* of ticks */
    struct finding_measures findings[MEASURES_FINDINGS_MAX];
    int findings_count;
    int runs, failed; /* the warm-up block counted: a cell that the machine
                         refuses gets no further */
    bool refused;     /* this machine, or what is installed here, cannot */
    char reason[160]; /* of the first failure, or of the refusal */
    bool fastest;     /* or tied with it: among the first cells of each model */
};

struct experiment_measures {
    const struct experiment *experiment;
    struct cell_measures *cells;
    int cells_count;
    int sequential; /* index of the cell the others are compared with, or -1 */
    int fastest_count;
};

#define MEASURES_MODELS_MAX 16

struct measures {
    const struct results *results;
    struct experiment_measures *experiments;
    int experiments_count;
    const char *models[MEASURES_MODELS_MAX]; /* in order of appearance */
    int models_count;
    double cores; /* NAN: the environment does not say */
    int blocks;   /* that were planned and run, an extension aside */
};

/* -ENOMEM or 0. Borrows `results`, and keeps it until measures_free(). */
int measures_compute(struct measures **out, const struct results *results);
void measures_free(struct measures *measures);

/* The experiment's first cell of that model, or NULL. */
const struct cell_measures *
measures_of(const struct experiment_measures *experiment, const char *model);

/* Was any cell of it run, with success or without? */
bool measures_was_run(const struct experiment_measures *experiment);

/* Does it compare models: was sequential timed, and another? A sweep is shown
 * by curves instead. */
bool measures_compares(const struct experiment_measures *experiment);

#endif
