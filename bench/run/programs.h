/* programs.h -- the programs of semantic tests, each run once. */
#ifndef OVERLAP_BENCH_RUN_PROGRAMS_H
#define OVERLAP_BENCH_RUN_PROGRAMS_H

#include "bench/results/results.h"

/* Runs each program whose transcript the results lack, and adds it. A program
 * without a slash is in `bin_dir`; one that fails is no error here. 0, or a
 * negative errno value and a line in `why`; -EINTR: a person stopped it. */
int programs_run(struct results *results, const char *bin_dir,
                 char why[WHY_MAX]);

#endif
