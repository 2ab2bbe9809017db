/* mutants.h -- claims put to the test by mutants: wrong on purpose.
 *
 * A claim that no measurement could refute is worth nothing. So each claim has
 * tests that name a mutant, other cells or other words for a program, with
 * which the claim must come out otherwise than expected: a loop that awaits one
 * page after another, a semaphore of the wrong size. `overlap bench --wrong`
 * runs them: see bench/judge/mutants.h. */
#ifndef OVERLAP_BENCH_SUITE_MUTANTS_H
#define OVERLAP_BENCH_SUITE_MUTANTS_H

#include "bench/suite/claims.h"

/* Puts the mutants in the place of what the tests name. */
void mutants_apply(struct claims *claims);

#endif
