/* page.h -- the report's Markdown as one page that needs nothing else.
 *
 * No request to anywhere, light and dark as the reader's system is; pictures
 * stand in the page itself, wide tables scroll by themselves. One script sorts
 * tables, and the page is whole without it.
 * What came from data stays text: raw HTML in the Markdown is left out. */
#ifndef OVERLAP_BENCH_REPORT_PAGE_H
#define OVERLAP_BENCH_REPORT_PAGE_H

#include <stdio.h>

#include "bench/chart/chart.h"

/* The section whose parts, each under a heading of the third level, are folded
 * away on the page. */
#define PAGE_FOLDED "The runs"

/* Renders `markdown`; an image alone in its paragraph that names the file of
 * one of the charts is replaced by that chart. *html is for the caller to
 * free. 0 or -ENOMEM. */
int page_render(char **html, const char *title, const char *markdown,
                const struct chart *charts, int charts_count);

#endif
