/* curves_section.h -- a sweep in the report. */
#ifndef OVERLAP_BENCH_REPORT_CURVES_SECTION_H
#define OVERLAP_BENCH_REPORT_CURVES_SECTION_H

#include <stdio.h>

#include "bench/chart/chart.h"
#include "bench/judge/measures.h"

/* The curves of a sweep, experiment `index`, and what they show. */
void section_curves(FILE *md, const struct measures *measures, int index,
                    const struct chart charts[PLOTS_COUNT]);

#endif
