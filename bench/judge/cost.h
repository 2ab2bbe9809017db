/* cost.h -- same work, same cost: a cell's CPU time beside sequential's.
 *
 * Cells that only compute, and have the same tasks, do the same work. On however
 * many cores they do it, it must take as much CPU time: if it does not, then
 * their wall times compare two machine codes, or two works, and not two
 * models. */
#ifndef OVERLAP_BENCH_JUDGE_COST_H
#define OVERLAP_BENCH_JUDGE_COST_H

#include <stdbool.h>

#include "bench/results/series.h"

#define COST_LEAST 0.9
#define COST_MOST  1.1

struct cost {
    struct ratio cpu; /* CPU time over sequential's; estimate NAN: they cannot
                         be compared */
    bool unequal;     /* the interval of that leaves COST_LEAST … COST_MOST */
    bool open;        /* but not all of it: more blocks may settle it */
};

/* Compares a program of ours that only computed with the sequential cell that
 * has the same tasks; others, and the control, cannot be compared. */
struct cost cost_take(const struct results *results, int experiment, int cell);

/* The same for a cell called "experiment/cell", or NULL. */
struct cost cost_take_named(const struct results *results, const char *cell);

#endif
