/* summary.h -- what a bench found, as plain text that scripts can read. */
#ifndef OVERLAP_BENCH_REPORT_SUMMARY_H
#define OVERLAP_BENCH_REPORT_SUMMARY_H

#include <stdio.h>

#include "bench/judge/judge.h"

/* Where the report is, then three tables of words separated by spaces: the
 * fastest cell of each experiment, the cells that do not run here, and the
 * verdicts. Parts with nothing in them are left out. */
void summary_write(FILE *out, const struct judgement *judgement);

#endif
