/* figures.h -- what the report says of each cell, computed from the raw data.
 *
 * Speed-ups are paired: of each block the logarithm of sequential's time over
 * the cell's; the estimate is the median, the interval exact (statistics.h). */
#ifndef OVERLAP_FIGURES_H
#define OVERLAP_FIGURES_H

#include <stdbool.h>

#include "results.h"
#include "statistics.h"
#include "theory.h"

#define FIGURES_BLOCKS_MAX 128
#define FIGURES_ALPHA 0.05

/* The fastest model and one that is not slower than it by more than this, for
 * all that the interval of their paired ratio shows, tie. */
#define FIGURES_TIE 1.05

/* A ratio of two cells' times, block by block. */
struct ratio {
    double estimate; /* NAN: no block has both */
    struct interval interval;
};

/* One figure over the blocks; NAN where there is none. */
struct series {
    double values[FIGURES_BLOCKS_MAX];
    int blocks;
    double median;
};

struct cell_figures {
    const struct cell *cell;
    const char *model; /* the cell's name where it has none */
    struct series time_s;
    struct interval interval; /* of the median time */
    struct ratio speedup;     /* over the sequential cell */
    enum theory_kind kind;
    struct theory theory;
    double tasks, width, workers;
    double cores_used, user_s, sys_s;
    struct series pss_bytes;     /* where every run is metered */
    double peak_pss_bytes;       /* … or that of the warm-up block */
    double available_fall_bytes; /* the same with kernel memory */
    double voluntary, involuntary;
    double lateness_p99_s;
    int runs, failed;    /* the warm-up block not counted */
    char reason[120];    /* of the first failure */
    bool fastest; /* or tied with it: among the first cells of each model */
};

struct experiment_figures {
    const struct experiment *experiment;
    struct cell_figures *cells;
    int cells_count;
    int sequential; /* index of the cell the others are compared with, or -1 */
    int fastest_count;
};

#define FIGURES_MODELS_MAX 8

struct figures {
    const struct results *results;
    struct experiment_figures *experiments;
    int experiments_count;
    const char *models[FIGURES_MODELS_MAX]; /* in order of appearance */
    int models_count;
    double cores; /* NAN: the environment does not say */
    int blocks;   /* the most that any cell has */
};

/* -ENOMEM or 0. Borrows `results`, and keeps it until figures_free(). */
int figures_compute(struct figures **figures, const struct results *results);
void figures_free(struct figures *figures);

/* The experiment's first cell of that model, or NULL. */
const struct cell_figures *figures_of(const struct experiment_figures *experiment,
                                      const char *model);

/* Does it compare models: has it a sequential cell, and another? */
bool figures_compares(const struct experiment_figures *experiment);

#endif
