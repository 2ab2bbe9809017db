/* compare_transcript.h -- a semantic test: did the program print what it must? */
#ifndef OVERLAP_BENCH_JUDGE_COMPARE_TRANSCRIPT_H
#define OVERLAP_BENCH_JUDGE_COMPARE_TRANSCRIPT_H

#include "bench/judge/look.h"
#include "bench/judge/outcome.h"

void compare_transcript(struct test_outcome *outcome, const struct claim *claim,
                        const struct look *look);

#endif
