/* programs.h -- the programs of semantic tests, each run once. */
#ifndef OVERLAP_BENCH_RUN_PROGRAMS_H
#define OVERLAP_BENCH_RUN_PROGRAMS_H

#include "bench/results/results.h"

/* Runs the programs whose transcript the results lack, and adds it. Programs
 * without a slash lie in `bin_dir`. 0, -EINTR, or another negative errno value,
 * with a line in `why`. A program that fails is no error here. */
int programs_run(struct results *results, const char *bin_dir,
                 char why[WHY_MAX]);

#endif
