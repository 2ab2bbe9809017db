/* wrong.h -- claims put to the test by variants that are wrong on purpose.
 *
 * A claim that no measurement could refute is worth nothing. So each claim has
 * tests that name a variant, other cells or other words for a program, with
 * which the claim must come out otherwise than expected: a loop that awaits one
 * page after another, a semaphore of the wrong size. `overlap bench --wrong`
 * runs them, 6 blocks of bench/suites/wrong.yaml, and 6 more of what an unlucky
 * block left open. Every test is judged by its own interval alone, tests
 * without a variant are taken to come out as expected, and no gate is held
 * against the machine: the variants are so wrong that a glance must do. */
#ifndef OVERLAP_BENCH_JUDGE_WRONG_H
#define OVERLAP_BENCH_JUDGE_WRONG_H

#include <stdio.h>

#include "bench/judge/judge.h"

/* Is this the schedule of such a bench? */
bool wrong_is(const json_t *schedule);

/* Puts the variants in the place of what the tests name. */
void wrong_apply(struct claims *claims);

/* What theory predicts of a test. */
enum verdict wrong_expect(const struct claim *claim,
                          const struct claim_test *test);

/* Writes a line a claim; returns how many did not come out otherwise. */
int wrong_write(FILE *out, const struct judgement *judgement);

#endif
