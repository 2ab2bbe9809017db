/* curves.h -- a sweep's figures as curves: one per series of cells. */
#ifndef OVERLAP_BENCH_JUDGE_CURVES_H
#define OVERLAP_BENCH_JUDGE_CURVES_H

#include "bench/judge/fit.h"
#include "bench/judge/measures.h"

/* By the report's rule, a model stops being the simpler answer where it takes
 * more than this many times async's CPU time or memory per request. */
#define CURVES_DEARER 2

struct point {
    double x; /* the value swept; for a CPU share, the share of waiting in %;
                 for efficiency, what a task costs a core, in seconds */
    double value;             /* the median, or NAN; efficiency is in % */
    struct interval interval; /* level 0 where there is none */
    const struct cell_measures *cell;
};

struct curve {
    char name[SUITE_NAME_MAX + 1]; /* the series: a cell's name in the suite */
    const char *model;
    struct point *points; /* in rising order of x */
    int count;
};

struct curves {
    const struct experiment_measures *of;
    enum plot plot;
    struct curve *list;
    int count;
    double *xs; /* every x of the curves once, rising */
    int xs_count;
};

/* Makes the curves of experiment `index` of `measures`, a sweep; they borrow
 * `measures`. 0 or -ENOMEM. */
int curves_make(struct curves *curves, const struct measures *measures,
                int index, enum plot plot);
void curves_free(struct curves *curves);

/* Does the experiment sweep, and is this plot asked for? */
bool curves_has(const struct experiment_measures *experiment, enum plot plot);

/* The curve's point at `x`, or NULL. */
const struct point *curve_at(const struct curve *curve, double x);

/* Does it lack a value because its cell failed or was refused? */
bool curve_fails(const struct point *point);

/* How many cores the cell's workers can use. */
double curves_cores(const struct cell_measures *cell,
                    const struct results *results);

/* How much faster all cores do independent burns than one: the median over the
 * blocks, or NAN if it was not measured. */
double curves_ceiling(const struct measures *measures);

/* Fits a law to a curve of speed-ups, at the widths that have a core for each
 * worker. */
void curves_fit(struct fit *fit, enum fit_law law, const struct curve *curve,
                double cores);

/* Fits memory against tasks in progress, over all metered runs of a curve. 0 or
 * -ENOMEM. */
int curves_fit_memory(struct fit_line *line, const struct measures *measures,
                      int index, const struct curve *curve);

#endif
