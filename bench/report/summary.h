/* summary.h -- what a bench found, as plain text that scripts can read. */
#ifndef OVERLAP_BENCH_REPORT_SUMMARY_H
#define OVERLAP_BENCH_REPORT_SUMMARY_H

#include <stdio.h>

#include "bench/judge/judge.h"

/* Where the report is, what to use, then three tables with columns separated by
 * spaces: the fastest cells of each experiment, the runs that failed or were
 * refused, and the verdicts. Failed gates are named before the verdicts; a demo
 * has none. It says the same as the page does. 0 or -ENOMEM. */
int summary_write(FILE *out, const struct judgement *judgement);

/* The same as one JSON object: `report`, the path of the page, with `verdicts`
 * and `figures` as in the files of the folder. 0, or -ENOMEM. */
int summary_write_json(FILE *out, const struct judgement *judgement);

#endif
