/* answers.h -- does every run give the answer of its tasks? */
#ifndef OVERLAP_BENCH_JUDGE_ANSWERS_H
#define OVERLAP_BENCH_JUDGE_ANSWERS_H

#include <stddef.h>

#include "bench/results/results.h"

/* How many runs failed, found their own answers wrong, or gave another answer
 * than the first run of the same tasks: cells of an experiment have the same
 * ones unless they differ in the workload, or in an option that an answer
 * depends on. In `text` goes the first of them, or, if there is none, for how
 * many cells no other has the same tasks. NAN: no memory. */
double answers_measure(const struct results *results, char *text, size_t size);

#endif
