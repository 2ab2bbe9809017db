/* runs.h -- the evidence: every run of every cell, and how to repeat it. */
#ifndef OVERLAP_BENCH_REPORT_RUNS_H
#define OVERLAP_BENCH_REPORT_RUNS_H

#include <stdio.h>

#include "bench/results/results.h"

void section_runs(FILE *md, const struct results *results);

#endif
