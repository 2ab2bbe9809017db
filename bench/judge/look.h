/* look.h -- what the tests of one report share. */
#ifndef OVERLAP_BENCH_JUDGE_LOOK_H
#define OVERLAP_BENCH_JUDGE_LOOK_H

#include <stdbool.h>

#include "bench/results/series.h"

struct look {
    const struct results *results;
    double alpha;
    struct series ceiling; /* see gates_ceiling() */
    bool mutants;          /* see mutants.h: unsteady times are accepted */
};

#endif
