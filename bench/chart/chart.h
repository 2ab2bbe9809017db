/* chart.h -- the report's pictures.
 *
 * A picture has black text and axes on a white ground, and each model's marks
 * in that model's colour; the page restyles all of it for a dark screen
 * (bench/report/page_style.c). */
#ifndef OVERLAP_BENCH_CHART_CHART_H
#define OVERLAP_BENCH_CHART_CHART_H

#include "bench/chart/gnuplot.h"
#include "core/base/why.h"

/* A picture is drawn twice, for a wide screen and for a phone, where it is not
 * shrunk: both have text of the same size. The wide one is 16 pixels high where
 * the page is 960 wide, the narrow one 13 where it is 360 wide. */
#define CHART_WIDE   1120
#define CHART_NARROW 520

/* A function that draws one `width` wide fills in the rest and returns what
 * gnuplot_end() does. */
struct chart {
    int width;              /* CHART_WIDE or CHART_NARROW */
    char file[96];          /* "charts/02-waits-time.svg" */
    char alt[200];          /* what it shows, for those who cannot see it */
    char note[240];         /* what it shows, in figures; may be empty */
    char *svg;              /* NULL if it was not drawn */
    char why[WHY_MAX];      /* why it was not */
    char left_out[WHY_MAX]; /* of the timeline: which cells, and why; or "" */
};

void chart_free(struct chart *chart);

/* A model's colours, on a light and a dark ground, and its mark. */
struct chart_style {
    const char *model; /* NULL in the last, which is for any other model */
    int light, dark;   /* 0xrrggbb */
    int point;         /* gnuplot's point type */
};

extern const struct chart_style chart_styles[];
extern const int chart_styles_count;

/* For the files that draw. */

#define CHART_FONT_SIZE   19
#define CHART_AXIS_HEIGHT 34

const struct chart_style *chart_style_of(const char *model);

/* Names the file "charts/02-waits-time.svg": whatever in `experiment` is no
 * letter or digit becomes a hyphen. */
void chart_name(struct chart *chart, const char *experiment, int number,
                const char *what);

/* The range that a picture's scale must cover. */
struct chart_range {
    double low, high;
};

/* Widens the range to hold `value`, unless it is NAN. */
void chart_widen(struct chart_range *range, double value);

#endif
