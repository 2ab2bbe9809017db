/* sentences.h -- each claim's verdict in a sentence, as Markdown. */
#ifndef OVERLAP_BENCH_REPORT_SENTENCES_H
#define OVERLAP_BENCH_REPORT_SENTENCES_H

#include <stdio.h>

#include "bench/judge/judge.h"

/* "✔ supported" */
void sentence_verdict(FILE *md, enum verdict verdict);

/* "0, 1, 4" */
void sentence_documents(FILE *md, const struct claim *claim);

/* Of the tests that the verdict rests on, the first that came out like this;
 * or NULL. */
const struct test_outcome *sentence_test(const struct claim_outcome *claim,
                                         enum verdict verdict);

/* An item of a list: what the documents say, what was found, what was to be
 * expected and why; then what to teach where they leave something out. */
void sentence_write(FILE *md, const struct claim_outcome *outcome);

#endif
