/* plane.h -- the plane that curves are drawn on: scales, names at its edge. */
#ifndef OVERLAP_BENCH_CHART_PLANE_H
#define OVERLAP_BENCH_CHART_PLANE_H

#include <stdbool.h>
#include <stdio.h>

#include "bench/chart/chart.h"
#include "bench/judge/words.h"

#define PLANE_HEIGHT     420
#define PLANE_LABELS_MAX 16

/* A name at the right edge, at a height from 0, the bottom, to 1. */
struct plane_label {
    char text[40];
    double height;
    int colour;
};

struct plane {
    FILE *script;
    const char *x_name, *y_name; /* with their units */
    const double *xs;            /* where ticks may stand, rising */
    int xs_count;
    struct words (*words)(double value);   /* labels a logarithmic y */
    struct words (*x_words)(double value); /* labels x; NULL: words_count */
    const char *unit; /* of a linear y, as in gnuplot's formats */
    bool bytes;       /* y has ticks at powers of two */
    bool log_x, log_y;
    struct chart_range x, y;
    struct plane_label labels[PLANE_LABELS_MAX];
    int labels_count;
};

/* Adds a margin around what is shown; a linear y begins at 0. */
void plane_widen(struct plane *plane);

/* Writes the scales, the ticks and the names of the axes. */
void plane_put_axes(struct plane *plane);

/* Names what ends at the height of `value`; names beyond PLANE_LABELS_MAX are
 * left out. */
void plane_add_label(struct plane *plane, const char *text, double value,
                     int colour);

/* Writes the names, moved apart where they would overlap. */
void plane_put_labels(struct plane *plane);

#endif
