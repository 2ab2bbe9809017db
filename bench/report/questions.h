/* questions.h -- the claims as questions for a class. */
#ifndef OVERLAP_BENCH_REPORT_QUESTIONS_H
#define OVERLAP_BENCH_REPORT_QUESTIONS_H

#include "bench/judge/judge.h"
#include "core/base/why.h"

#define QUESTIONS_FILE "questions.html" /* in the results folder */

/* Writes the page in which each claim is first a question with four answers;
 * its verdict, and what to teach, are folded until one is chosen. Returns what
 * report_write() does. */
int questions_write(const struct judgement *judgement, char why[WHY_MAX]);

#endif
