/* gates.h -- what must hold of the machine before any verdict is given. */
#ifndef OVERLAP_BENCH_JUDGE_GATES_H
#define OVERLAP_BENCH_JUDGE_GATES_H

#include "bench/judge/judge.h"

/* More blocks than this are not looked at. */
#define JUDGE_BLOCKS_MAX 128

/* The metric of the cell "experiment/cell", block by block, NAN where there is
 * none or it is not above 0 (a ratio needs it to be). Returns the number of
 * blocks, 0 when the suite has no such cell. */
int gates_series(const struct results *results, const char *cell,
                 const char *metric, double values[JUDGE_BLOCKS_MAX]);

/* How much faster n independent burns get done by n processes than by one,
 * block by block: what no model can beat. The cells are control/burn-1 and
 * control/burn-n. Returns the number of blocks. */
int gates_ceiling(const struct results *results,
                  double ceiling[JUDGE_BLOCKS_MAX]);

/* The cores that the machine lets us use, NAN when environment.json does not
 * say. */
double gates_cores(const struct results *results);

/* Removes the NANs in place; returns how many values are left. */
int gates_present(double *values, int n);

/* Fills in judgement's gates and `noisy`. -ENOMEM or 0. */
int gates_check(struct judgement *judgement, const struct results *results);

#endif
