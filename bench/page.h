/* page.h -- the report's Markdown as one page that needs nothing else.
 *
 * No script, no request to anywhere, light and dark as the reader's system
 * is; pictures stand in the page itself, wide tables scroll by themselves.
 * What came from data stays text: raw HTML in the Markdown is left out. */
#ifndef OVERLAP_PAGE_H
#define OVERLAP_PAGE_H

#include <stdio.h>

#include "chart.h"

/* Renders `markdown`; an image alone in its paragraph that names the file of
 * one of the charts is replaced by that chart. *html is for the caller to
 * free. 0 or -ENOMEM. */
int page_render(char **html, const char *title, const char *markdown,
                const struct chart *charts, int charts_count);

/* The page's style sheet (page_style.c). */
void page_put_style(FILE *out);

#endif
