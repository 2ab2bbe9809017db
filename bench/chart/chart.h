/* chart.h -- the report's pictures.
 *
 * A picture's text and axes are black, what belongs to a model has that
 * model's colour, and it stands on a white ground; the page restyles all of
 * that for a dark screen (page.c). */
#ifndef OVERLAP_BENCH_CHART_CHART_H
#define OVERLAP_BENCH_CHART_CHART_H

#include "bench/chart/gnuplot.h"
#include "core/base/why.h"

/* What draws one fills it in and returns what gnuplot_end() returns. */
struct chart {
    char file[96];     /* "charts/02-waits-time.svg" */
    char alt[200];     /* what it shows, for who cannot see it */
    char *svg;         /* NULL: not drawn, … */
    char why[WHY_MAX]; /* … and why not */
};

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
