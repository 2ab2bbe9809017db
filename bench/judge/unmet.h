/* unmet.h -- which of the verdicts that somebody relies on did not come? */
#ifndef OVERLAP_BENCH_JUDGE_UNMET_H
#define OVERLAP_BENCH_JUDGE_UNMET_H

#include <stdio.h>

#include "bench/judge/judge.h"
#include "bench/suite/expect.h"

/* Writes a line for each that did not. Returns how many; 0 for NULL. */
int unmet_write(FILE *out, const struct judgement *judgement,
                const struct expect *expect);

#endif
