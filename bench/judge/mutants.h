/* mutants.h -- did each mutant change how its claim comes out?
 *
 * `overlap bench --wrong` runs the mutants (bench/suite/mutants.h), 6 blocks of
 * bench/suites/wrong.yaml, and 6 more of what an unlucky block left open. Every
 * test is judged by its own interval alone, tests without a mutant are taken to
 * come out as expected, and no gate is held against the machine: the mutants
 * are so wrong that a glance must do. */
#ifndef OVERLAP_BENCH_JUDGE_MUTANTS_H
#define OVERLAP_BENCH_JUDGE_MUTANTS_H

#include <stdio.h>

#include "bench/judge/judge.h"

/* Writes a line a claim; returns how many did not come out otherwise. */
int mutants_write(FILE *out, const struct judgement *judgement);

#endif
