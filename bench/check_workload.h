/* check_workload.h -- is a workload from a library fit for a suite? */
#ifndef OVERLAP_BENCH_CHECK_WORKLOAD_H
#define OVERLAP_BENCH_CHECK_WORKLOAD_H

#include "core/base/why.h"

/* Runs `library` with its defaults under each model in `bin_dir`, sequential
 * first, and prints a line for each on standard output: each must say that the
 * answers are right, or at least what sequential says. A model other than
 * sequential may refuse it. Returns how many failed, or a negative errno value
 * with a line in `why`; -EINTR: a person stopped it. */
int check_workload(const char *library, const char *bin_dir, char why[WHY_MAX]);

#endif
