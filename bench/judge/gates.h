/* gates.h -- what must hold before any verdict on ratios is given. */
#ifndef OVERLAP_BENCH_JUDGE_GATES_H
#define OVERLAP_BENCH_JUDGE_GATES_H

#include <stdbool.h>

#include "bench/results/series.h"

#define GATE_FOUND_MAX 200
#define GATE_AA        "A/A control"

/* What a gate that fails says something about. */
enum gate_about {
    GATE_NOISE,   /* the machine: no ratio gets a verdict */
    GATE_ANSWERS, /* the runs: the same */
    GATE_CELLS,   /* single cells, which are left out */
};

struct gate {
    const char *name; /* "A/A control" */
    double value;     /* NAN: could not be measured */
    double limit;
    bool passed;
    char text[GATE_FOUND_MAX + 40]; /* what was measured and what was
                                       allowed */
    const char *remedy;             /* what to do if it failed: a sentence */
    enum gate_about about;
};

/* How much faster n processes get n independent burns done than one process
 * does, block by block: no model can beat that. The cells are control/burn-1
 * and control/burn-n. */
void gates_ceiling(struct series *ceiling, const struct results *results);

/* Checks all gates; the caller frees them. Returns how many there are, or
 * -ENOMEM. */
int gates_check(struct gate **gates, const struct results *results);

#endif
