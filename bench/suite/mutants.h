/* mutants.h -- claims put to the test by mutants: wrong on purpose.
 *
 * A claim that no measurement could refute is worth nothing. So each claim has
 * tests that name a mutant: other cells, or other arguments for a program, with
 * which the claim must not come out as expected, such as a loop that awaits one
 * page after another or a semaphore of the wrong size. `overlap bench --wrong`
 * runs them: see bench/judge/mutants.h. */
#ifndef OVERLAP_BENCH_SUITE_MUTANTS_H
#define OVERLAP_BENCH_SUITE_MUTANTS_H

#include "bench/suite/claims.h"

/* Replaces what the tests name by what their mutants do. */
void mutants_apply(struct claims *claims);

#endif
