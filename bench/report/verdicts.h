/* verdicts.h -- the claims, their verdicts, and the tests they rest on. */
#ifndef OVERLAP_BENCH_REPORT_VERDICTS_H
#define OVERLAP_BENCH_REPORT_VERDICTS_H

#include <stdio.h>

#include "bench/judge/judge.h"

/* Each writes nothing if there are no claims. */
void section_verdicts(FILE *md, const struct judgement *judgement);
void section_tests(FILE *md, const struct judgement *judgement);

#endif
