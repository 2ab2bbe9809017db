/* measures.h -- the report's figures for each cell, from the raw data.
 *
 * Speed-ups are paired: for each block, the logarithm of sequential's time over
 * the cell's. The estimate is the median, the interval exact (statistics.h). */
#ifndef OVERLAP_BENCH_JUDGE_MEASURES_H
#define OVERLAP_BENCH_JUDGE_MEASURES_H

#include <stdbool.h>

#include "bench/judge/cost.h"
#include "bench/judge/theory.h"
#include "bench/results/series.h"

#define MEASURES_ALPHA 0.05

/* A model ties with the fastest unless the interval of their paired ratio shows
 * it to be slower by more than this. What has too few blocks for an interval is
 * not the fastest, and what was compared with nothing neither. */
#define MEASURES_TIE 1.05

/* Medians over the blocks, in seconds. */
struct tail {
    double p50_s, p99_s, max_s;
};

/* One of the record's findings, over the blocks. */
struct finding_measures {
    const char *name;
    double median, most;
};

#define MEASURES_FINDINGS_MAX 4

struct cell_measures {
    const struct cell *cell;
    const char *model;    /* without one, the series or the cell's name */
    const json_t *record; /* of its first run that has one, or NULL */
    struct series time_s;
    struct interval interval; /* of the median time */
    struct ratio speedup;     /* over the sequential cell, for equal work at
                                 equal cost; a curve has all its points */
    struct cost cost;
    enum theory_kind kind;
    struct theory theory;
    double possible; /* the greatest speed-up that its workers, and the cores
                        as they were measured, allow; NAN: not known */
    double tasks, width, workers;
    double cores_used, user_s, sys_s;
    struct series cpu_s;           /* user and system */
    struct series memory_bytes;    /* total, where every run is metered */
    double pss_bytes, total_bytes; /* medians, or from the warm-up block */
    double voluntary, involuntary;
    double rate_per_s;            /* of the plan; NAN for a closed loop */
    struct tail latency, service; /* since a task was due, and since it began */
    double task_s;                /* wall time per task, startup excluded */
    double lateness_p50_s, lateness_p99_s, lateness_max_s; /* of ticks */
    struct finding_measures findings[MEASURES_FINDINGS_MAX];
    int findings_count;
    int runs, failed; /* the warm-up block included, for a refused cell has
                         no other */
    bool refused;     /* this machine, or its software, cannot run it */
    char reason[160]; /* of the first failure, or of the refusal */
    bool fastest;     /* or ties with it, among each model's first cell */
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
    double cores; /* NAN if the environment does not say */
    int blocks;   /* planned and run, without an extension */
    bool noisy;   /* a gate failed, so nothing is the fastest */
};

/* 0 or -ENOMEM. Borrows `results` until measures_free(). If they are noisy, as
 * a gate found them, nothing is the fastest. */
int measures_compute(struct measures **out, const struct results *results,
                     bool noisy);
void measures_free(struct measures *measures);

/* The experiment's first cell of that model, or NULL. */
const struct cell_measures *
measures_of(const struct experiment_measures *experiment, const char *model);

/* The fastest cell of those that tie, by its speed-up or, where it has none, its
 * median time; or NULL. */
const struct cell_measures *
measures_fastest(const struct experiment_measures *experiment);

/* Was any cell of it run, successfully or not? */
bool measures_was_run(const struct experiment_measures *experiment);

/* Does it compare models: were sequential and another one timed? A sweep is
 * shown as curves instead. */
bool measures_compares(const struct experiment_measures *experiment);

#endif
