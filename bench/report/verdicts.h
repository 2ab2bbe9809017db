/* verdicts.h -- the claims, their verdicts, and the tests they rest on. */
#ifndef OVERLAP_BENCH_REPORT_VERDICTS_H
#define OVERLAP_BENCH_REPORT_VERDICTS_H

#include <stdio.h>

#include "bench/judge/judge.h"

/* Each writes nothing if there are no claims: a mark for each, for the first
 * screen; the cards; the tests; which document claims what. */
void section_marks(FILE *md, const struct judgement *judgement);
void section_documents(FILE *md, const struct judgement *judgement);
void section_verdicts(FILE *md, const struct judgement *judgement);
void section_tests(FILE *md, const struct judgement *judgement);

#endif
