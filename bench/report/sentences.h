/* sentences.h -- each claim's verdict in sentences, as Markdown. */
#ifndef OVERLAP_BENCH_REPORT_SENTENCES_H
#define OVERLAP_BENCH_REPORT_SENTENCES_H

#include <stdio.h>

#include "bench/judge/outcome.h"

/* "✔ supported" */
void sentence_verdict(FILE *md, enum verdict verdict);
const char *sentence_mark(enum verdict verdict); /* "✔" */

/* The claim's documents, linked: "1, 2 and 5". They count from 1, in the order
 * in which the claims' files list them. */
void sentence_documents(FILE *md, const struct claims *claims,
                        const struct claim *claim);

/* "Document 1: asyncio Examples": the heading of a document. */
void sentence_heading(char *text, size_t size, const struct claims *claims,
                      unsigned index);

/* The first test that judges the claim and came out so, or NULL. */
const struct test_outcome *sentence_test(const struct claim_outcome *claim,
                                         enum verdict verdict);

/* The claim's card: its verdict, what the documents say, what was found, what
 * theory expects, what to teach. */
void sentence_write(FILE *md, const struct claims *claims,
                    const struct claim_outcome *outcome);

/* The claim as a question with four answers, then the verdict and the rest of
 * its card under a heading of the fourth level. */
void sentence_ask(FILE *md, const struct claims *claims,
                  const struct claim_outcome *outcome);

#endif
