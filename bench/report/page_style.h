/* page_style.h -- the page's style sheet. */
#ifndef OVERLAP_BENCH_REPORT_PAGE_STYLE_H
#define OVERLAP_BENCH_REPORT_PAGE_STYLE_H

#include <stdio.h>

void page_put_style(FILE *out);

#endif
