/* find.h -- experiments and cells by their names. */
#ifndef OVERLAP_BENCH_SUITE_FIND_H
#define OVERLAP_BENCH_SUITE_FIND_H

#include "bench/suite/suite.h"

/* Finds the indices of an experiment and its cell. 0, or -ENOENT if `suite`,
 * which may be NULL, has no such cell. */
int find_cell(const struct suite *suite, const char *experiment,
              const char *cell, int *e, int *c);

/* The same by the full name, "experiment/cell". */
int find_named(const struct suite *suite, const char *name, int *e, int *c);

#endif
