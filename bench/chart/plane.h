/* plane.h -- the plane of a picture of curves: scales, and names at its edge. */
#ifndef OVERLAP_BENCH_CHART_PLANE_H
#define OVERLAP_BENCH_CHART_PLANE_H

#include <stdbool.h>
#include <stdio.h>

#include "bench/chart/chart.h"
#include "bench/judge/words.h"

#define PLANE_HEIGHT     420
#define PLANE_LABELS_MAX 16

/* A name at the right edge, at a height from 0 to 1. */
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
    struct words (*words)(double value); /* a tick of a logarithmic y */
    bool bytes;                          /* ticks are powers of two */
    bool log_x, log_y;
    struct chart_range x, y;
    struct plane_label labels[PLANE_LABELS_MAX];
    int labels_count;
};

/* Leaves room around what is shown; a y that is not logarithmic begins at 0. */
void plane_widen(struct plane *plane);

/* Writes the scales, the ticks and the names of the axes. */
void plane_put_axes(struct plane *plane);

/* A name for what ends at the height of `value`; more than fit are left out. */
void plane_add_label(struct plane *plane, const char *text, double value,
                     int colour);

/* Writes the names; those that would lie on one another move apart. */
void plane_put_labels(struct plane *plane);

#endif
