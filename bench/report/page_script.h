/* page_script.h -- the page's one script, and the policy that allows it. */
#ifndef OVERLAP_BENCH_REPORT_PAGE_SCRIPT_H
#define OVERLAP_BENCH_REPORT_PAGE_SCRIPT_H

#include <stdio.h>

void page_put_script(FILE *out);

/* Its digest as a content security policy names it. */
void page_put_digest(FILE *out);

#endif
