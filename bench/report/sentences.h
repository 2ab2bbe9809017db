/* sentences.h -- each claim's verdict in a sentence, as Markdown. */
#ifndef OVERLAP_BENCH_REPORT_SENTENCES_H
#define OVERLAP_BENCH_REPORT_SENTENCES_H

#include <stdio.h>

#include "bench/judge/judge.h"

/* "✔ supported" */
void sentence_verdict(FILE *md, enum verdict verdict);

/* "0, 1, 4" */
void sentence_documents(FILE *md, const struct claim *claim);

/* The first judging test of the claim with this verdict, or NULL. */
const struct test_outcome *sentence_test(const struct claim_outcome *claim,
                                         enum verdict verdict);

/* Under a heading of its own, one sentence: what the documents say, what was
 * found, what theory expects and why. Where the documents leave something out,
 * what to teach follows. */
void sentence_write(FILE *md, const struct claim_outcome *outcome);

#endif
