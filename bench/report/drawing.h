/* drawing.h -- a chart's drawing, as a part of the page. */
#ifndef OVERLAP_BENCH_REPORT_DRAWING_H
#define OVERLAP_BENCH_REPORT_DRAWING_H

#include <stdio.h>

/* Writes gnuplot's `svg` from its first group on: what comes before it says
 * nothing about the picture. Its ids become those of drawing `number`: gnuplot
 * gives all drawings the same ones, but each must be unique in the page. What it
 * repeats in each group, page.css says once. */
void drawing_put(FILE *out, const char *svg, int number);

#endif
