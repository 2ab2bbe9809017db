/* metg.h -- the smallest task worth handing over.
 *
 * The minimum effective task granularity (METG) of Slaughter et al., Task
 * Bench, SC20: of tasks that all do the same amount of work, the shortest with
 * which a series still works at a given share of its own peak rate. A task's
 * granularity is cores × elapsed / tasks: what it costs the cores, its handing
 * over included. */
#ifndef OVERLAP_BENCH_JUDGE_METG_H
#define OVERLAP_BENCH_JUDGE_METG_H

#include "bench/judge/curves.h"

struct metg {
    double seconds;           /* the median over the blocks, interpolated
                                 between sizes; NAN: no size reaches the share */
    struct interval interval; /* level 0 where there is none */
    bool below;               /* the smallest size reaches it: METG is less */
};

/* Of one curve of a sweep over sizes, at `share` (0 … 1) of its peak. */
void metg_find(struct metg *metg, const struct curve *curve,
               const struct measures *measures, int index, double share);

#endif
