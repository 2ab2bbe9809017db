/* judge.h -- the verdict that the measurements give on each claim.
 *
 * All thresholds were fixed before anything was run. CONTRIBUTING.md, under
 * "Verdicts", describes the method. */
#ifndef OVERLAP_BENCH_JUDGE_JUDGE_H
#define OVERLAP_BENCH_JUDGE_JUDGE_H

#include <stdbool.h>

#include "bench/judge/gates.h"
#include "bench/judge/outcome.h"
#include "bench/results/results.h"

struct judgement {
    const struct results *results; /* borrowed */
    struct gate *gates;
    int gates_count;
    bool noisy;     /* a gate of the whole report failed: no verdict on
                       ratios */
    bool demo;      /* too few blocks for verdicts (--quick) */
    double ceiling; /* measured speed-up of independent burns, or NAN */
    double alpha;   /* of each test in this look */
    bool mutants;   /* stand in for cells and programs: see mutants.h */
    struct claim_outcome *claims;
    int claims_count;
};

/* Judges every claim whose cells the results contain, and borrows the results
 * until judgement_free(). 0 or -ENOMEM. */
int judge(struct judgement **judgement, const struct results *results);
void judgement_free(struct judgement *judgement);

#endif
