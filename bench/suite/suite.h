/* suite.h -- what a bench is asked to run: a YAML file under bench/suites/. */
#ifndef OVERLAP_BENCH_SUITE_SUITE_H
#define OVERLAP_BENCH_SUITE_SUITE_H

#include "bench/suite/experiment.h"
#include "core/base/why.h"

/* Reads and validates a suite. On failure returns a negative errno value and
 * leaves one line in `why`: file, line, column, what was found and expected.
 * All that a suite points to belongs to its file. */
int suite_load(struct suite **suite, const char *path, char why[WHY_MAX]);
void suite_free(struct suite *suite);

/* The same for a machine of so many cores, which `values: cores` counts; the
 * suite in a results folder goes by those of the machine that it ran on. */
int suite_load_on(struct suite **suite, const char *path, int cores,
                  char why[WHY_MAX]);

/* Makes relative executables into paths from `dir`, where the suite's file
 * was. Returns how many there were, or -ENOMEM. */
int suite_resolve(struct suite *suite, const char *dir);

/* Every program that the cells name must be there unless they are optional:
 * overlap-<model> in `bin_dir`, or the executable. 0, or -ENOENT and a line in
 * `why`. */
int suite_find_programs(const struct suite *suite, const char *bin_dir,
                        char why[WHY_MAX]);

/* Whether a file of that name is a model's program, and no other of ours. */
bool suite_is_model(const char *file);

#endif
