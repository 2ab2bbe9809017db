/* metg_section.h -- the smallest task worth handing over, as a table. */
#ifndef OVERLAP_BENCH_REPORT_METG_SECTION_H
#define OVERLAP_BENCH_REPORT_METG_SECTION_H

#include <stdio.h>

#include "bench/judge/curves.h"

/* Writes Markdown for the curves of a sweep's efficiency: a row a series, and
 * what that says. */
void section_metg(FILE *md, const struct measures *measures, int index,
                  const struct curves *curves);

#endif
