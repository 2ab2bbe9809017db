/* curves.h -- a sweep's figures as curves: one a series of cells. */
#ifndef OVERLAP_BENCH_JUDGE_CURVES_H
#define OVERLAP_BENCH_JUDGE_CURVES_H

#include "bench/judge/fit.h"
#include "bench/judge/measures.h"

/* By the report's rule a model stops being the simpler answer where it takes
 * more than so many times the CPU or the memory a request that async takes. */
#define CURVES_DEARER 2

struct point {
    double x;     /* where it stands; of a CPU share, the share of waiting */
    double value; /* median; NAN: there is none */
    struct interval interval; /* its level is 0 where there is none */
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
    double *xs; /* all of them, rising, each once */
    int xs_count;
};

/* The curves of the sweep `index`, an experiment of `measures`, which they
 * borrow. 0, or -ENOMEM. */
int curves_make(struct curves *curves, const struct measures *measures,
                int index, enum plot plot);
void curves_free(struct curves *curves);

/* Does the experiment's sweep show this? */
bool curves_has(const struct experiment_measures *experiment, enum plot plot);

/* A point of the curve at `x`, or NULL. */
const struct point *curve_at(const struct curve *curve, double x);

/* Has it no value because its cell failed, or was refused? */
bool curve_fails(const struct point *point);

/* How much faster independent burns are done on all cores: the median over
 * the blocks; NAN where it was not measured. */
double curves_ceiling(const struct measures *measures);

/* A law fitted to a curve of speed-ups, at the widths that have a core for
 * each worker. */
void curves_fit(struct fit *fit, enum fit_law law, const struct curve *curve,
                double cores);

/* Memory against tasks in progress, over all metered runs of a curve. 0, or
 * -ENOMEM. */
int curves_fit_memory(struct fit_line *line, const struct measures *measures,
                      int index, const struct curve *curve);

#endif
