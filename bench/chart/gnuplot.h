/* gnuplot.h -- a gnuplot script in, an SVG out. */
#ifndef OVERLAP_BENCH_CHART_GNUPLOT_H
#define OVERLAP_BENCH_CHART_GNUPLOT_H

#include <stdio.h>

#include "core/base/why.h"

/* A script under way: a temporary file that writes to the SVG terminal, the
 * canvas `width` × `height` with text `font_size` high; nothing but data and
 * plot commands are left to write. NULL: no file could be had. */
FILE *gnuplot_begin(int width, int height, int font_size);

/* Writes `text` as a string that gnuplot takes as it is, cut short where it is
 * longer than a label may be. */
void gnuplot_put_label(FILE *script, const char *text);

/* Runs the script and closes it. *svg is for the caller to free, or NULL with
 * the cause in `why`, which is no error. Returns 0, or -EINTR when a person
 * wants us to end; process_begin() has been called. */
int gnuplot_end(FILE *script, char **svg, char why[WHY_MAX]);

#endif
