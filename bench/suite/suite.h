/* suite.h -- what a bench is asked to run: a YAML file, as in bench/suites/. */
#ifndef OVERLAP_BENCH_SUITE_SUITE_H
#define OVERLAP_BENCH_SUITE_SUITE_H

#include "bench/suite/experiment.h"
#include "core/base/why.h"

/* Reads and validates a suite. 0, or a negative errno value and one line in
 * `why`: file, line, column, what was found, what was expected. The suite's
 * file owns all that it points to; suite_free(NULL) is fine. */
int suite_load(struct suite **suite, const char *path, char why[WHY_MAX]);
void suite_free(struct suite *suite);

/* The same for a machine with that many cores, by which `values: cores` goes: a
 * results folder's suite must go by those of the machine that it ran on. */
int suite_load_on(struct suite **suite, const char *path, int cores,
                  char why[WHY_MAX]);

/* Turns relative executables, and workloads that are libraries, into paths from
 * `dir`, the folder of the suite's file. Returns how many there were, or
 * -ENOMEM. */
int suite_resolve(struct suite *suite, const char *dir);

/* Checks that every program the suite needs is there: overlap-<model> in
 * `bin_dir` or the executable of each cell that is not optional, and
 * overlap-server for an experiment with a server. 0, or -ENOENT and a line in
 * `why`. */
int suite_find_programs(const struct suite *suite, const char *bin_dir,
                        char why[WHY_MAX]);

/* Whether that is the name of a model's program, and of none of our others. */
bool suite_is_model(const char *file);

#endif
