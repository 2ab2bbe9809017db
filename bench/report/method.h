/* method.h -- how the report came about: method, failures, machine. */
#ifndef OVERLAP_BENCH_REPORT_METHOD_H
#define OVERLAP_BENCH_REPORT_METHOD_H

#include <stdio.h>

#include "bench/judge/judge.h"
#include "bench/judge/measures.h"

void section_method(FILE *md, const struct measures *measures,
                    const struct judgement *judgement);
void section_failures(FILE *md, const struct measures *measures);
void section_machine(FILE *md, const struct results *results);

#endif
