/* answer.h -- how the report opens: which model wins where. */
#ifndef OVERLAP_BENCH_REPORT_ANSWER_H
#define OVERLAP_BENCH_REPORT_ANSWER_H

#include <stdio.h>

#include "bench/chart/chart.h"
#include "bench/judge/judge.h"
#include "bench/judge/measures.h"

/* The title, warnings, the result in words, the pictures, the summary. */
void section_answer(FILE *md, const struct measures *measures,
                    const struct judgement *judgement,
                    const struct chart *answer, const struct chart *timeline);

#endif
