/* page.h -- the report's Markdown as one page that needs nothing else.
 *
 * It requests nothing, and is light or dark as the reader's system is. Pictures
 * are in the page itself; a wide table scrolls by itself. One script sorts
 * tables, opens what is printed or linked to, and has the timeline to play with, and the page is complete without it. What came from data stays text:
 * raw HTML in the Markdown is left out. */
#ifndef OVERLAP_BENCH_REPORT_PAGE_H
#define OVERLAP_BENCH_REPORT_PAGE_H

#include <stdio.h>

#include "bench/chart/chart.h"

/* The page folds all sections away until they are asked for, and the runs of
 * each experiment, but of these two only the parts, each under a heading of the
 * third level. In print all is open. A claim's summary is its heading and the
 * paragraph after it. */
#define PAGE_CLAIMS      "The claims"
#define PAGE_EXPERIMENTS "The experiments"
#define PAGE_RUNS        "The runs"
/* Here it folds what is under each heading of the fourth level: the verdict. */
#define PAGE_QUESTIONS "The questions"

/* Renders `markdown`. An image that is a paragraph of its own and names the
 * file of a wide chart is replaced by that chart and, for a phone, the narrow
 * one of the same index. `presets` is the JSON of play.h, or NULL. The caller
 * frees the page. */
char *page_render(const char *title, const char *markdown,
                  const struct chart *wide, const struct chart *narrow,
                  int charts_count, const char *presets);

#endif
