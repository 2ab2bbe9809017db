/* gnuplot.h -- a gnuplot script in, an SVG out. */
#ifndef OVERLAP_BENCH_CHART_GNUPLOT_H
#define OVERLAP_BENCH_CHART_GNUPLOT_H

#include <stdio.h>

#include "core/base/why.h"

/* Begins a script in a temporary file: it selects the SVG terminal, a canvas of
 * `width` × `height` and text `font_size` high, all in pixels, so that only
 * data and plot commands are left to write. NULL: there is no temporary file.
 */
FILE *gnuplot_begin(int width, int height, int font_size);

/* Writes `text` as a string that gnuplot takes literally, cut short if it is
 * too long for a label. */
void gnuplot_put_label(FILE *script, const char *text);

/* Runs the script and closes it; process_begin() must have been called. *svg is
 * for the caller to free, or NULL with the cause in `why`, which is no error.
 * Returns 0, or -EINTR if we were asked to end. */
int gnuplot_end(FILE *script, char **svg, char why[WHY_MAX]);

#endif
