/* chart.h -- the report's pictures.
 *
 * A picture's text and axes are black, what belongs to a model has that
 * model's colour, and it stands on a white ground; the page restyles all of
 * that for a dark screen (page.c). */
#ifndef OVERLAP_BENCH_CHART_CHART_H
#define OVERLAP_BENCH_CHART_CHART_H

#include "bench/chart/gnuplot.h"
#include "bench/judge/measures.h"
#include "core/base/why.h"

struct chart {
    char file[96];     /* "charts/02-waits-time.svg" */
    char alt[200];     /* what it shows, for who cannot see it */
    char *svg;         /* NULL: not drawn, … */
    char why[WHY_MAX]; /* … and why not */
};

/* Each fills in `chart` and returns what gnuplot_end() returns. */

/* Which model wins where: an experiment a row, speed-up on a log axis. */
int chart_answer(struct chart *chart, const struct measures *measures);

/* Every run of an experiment: a cell a row, its median and what theory
 * predicts. `number` is the experiment's place in the report. */
int chart_times(struct chart *chart, const struct experiment_measures *measures,
                int number);

/* The same of peak memory, for an experiment that meters every run. */
int chart_memory(struct chart *chart,
                 const struct experiment_measures *measures, int number);
bool chart_has_memory(const struct experiment_measures *measures);

/* How late ticks came, for an experiment in which two cells or more have a
 * ticker. */
int chart_lateness(struct chart *chart,
                   const struct experiment_measures *measures, int number);
bool chart_has_lateness(const struct experiment_measures *measures);

/* One run of each cell of the experiment "timeline", from its trace: a task a
 * row, a cell a panel. Without that experiment or its traces chart->file stays
 * empty. */
#define CHART_TIMELINE "timeline"
int chart_timeline(struct chart *chart, const struct results *results);

/* What one plot of a sweep shows, against what was swept: the experiment
 * `index` of `measures`. Without a figure chart->file stays empty. */
int chart_curves(struct chart *chart, const struct measures *measures,
                 int index, enum plot plot);

void chart_free(struct chart *chart);

/* A model's colours, on a light and on a dark ground, and its mark. */
struct chart_style {
    const char *model; /* NULL in the last one, which is for any other */
    int light, dark;   /* 0xrrggbb */
    int point;         /* gnuplot's number */
};

extern const struct chart_style chart_styles[];
extern const int chart_styles_count;

/* For the files that draw. */

#define CHART_WIDTH       640 /* shown 360 pixels wide its text is still 11 high */
#define CHART_FONT_SIZE   19
#define CHART_AXIS_HEIGHT 34

const struct chart_style *chart_style_of(const char *model);

/* "charts/02-waits-time.svg", whatever the experiment is called. */
void chart_name(struct chart *chart, const char *experiment, int number,
                const char *what);

/* What the scale of a picture has to hold. */
struct chart_range {
    double low, high;
};

void chart_widen(struct chart_range *range, double value);

#endif
