/* compare_transcript.h -- did the program print what the claim says? */
#ifndef OVERLAP_BENCH_JUDGE_COMPARE_TRANSCRIPT_H
#define OVERLAP_BENCH_JUDGE_COMPARE_TRANSCRIPT_H

#include "bench/judge/look.h"
#include "bench/judge/outcome.h"

/* Settles the outcome of a semantic test. */
void compare_transcript(struct test_outcome *outcome, const struct claim *claim,
                        const struct look *look);

#endif
