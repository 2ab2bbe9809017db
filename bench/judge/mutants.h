/* mutants.h -- did each mutant change how its claim comes out?
 *
 * `overlap bench --wrong` runs the mutants (bench/suite/mutants.h) for 6 blocks
 * of bench/suites/wrong.yaml, and 6 more for what an unlucky block left open.
 * Every test is judged by its own interval alone, tests without a mutant are
 * taken to come out as expected, and a failed gate changes nothing: the mutants
 * are so wrong that a glance must suffice. One mutant belongs to no claim: the
 * gate "same work, same cost" must leave it out. */
#ifndef OVERLAP_BENCH_JUDGE_MUTANTS_H
#define OVERLAP_BENCH_JUDGE_MUTANTS_H

#include <stdio.h>

#include "bench/judge/judge.h"

/* Writes one line per claim, with its fault if it has one. Returns the
 * number of claims with a fault (no mutant, or one that changed nothing) and of
 * cells, of the model SUITE_UNEVEN, that the gate did not leave out. */
int mutants_write(FILE *out, const struct judgement *judgement);

#endif
