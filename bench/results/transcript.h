/* transcript.h -- what the programs of semantic tests printed.
 *
 * A results folder keeps each in a file, semantic/<claim>-<test>.json (tests
 * count from 1): command, exit_code, lines, and error (the first line on
 * standard error, or why the program was ended). */
#ifndef OVERLAP_BENCH_RESULTS_TRANSCRIPT_H
#define OVERLAP_BENCH_RESULTS_TRANSCRIPT_H

#include <jansson.h>

#include "bench/suite/claims.h"
#include "core/base/why.h"

#define TRANSCRIPT_FOLDER   "semantic" /* in the results folder */
#define TRANSCRIPT_NAME_MAX 40

/* "G4-1": the name of a test's file, without .json. */
void transcript_name(const struct claim *claim, const struct claim_test *test,
                     char name[TRANSCRIPT_NAME_MAX]);

/* All transcripts in the results folder `dir`, by name, which the caller frees
 * in either case. 0, or a negative errno value and one line in `why`. */
int transcript_load(json_t **transcripts, const char *dir, char why[WHY_MAX]);

/* The transcript of one test, or NULL. */
const json_t *transcript_find(const json_t *transcripts,
                              const struct claim *claim,
                              const struct claim_test *test);

/* Adds `transcript` to `transcripts`, which own it from then on, and to the
 * results folder `dir`, where TRANSCRIPT_FOLDER must exist. 0, -ENOMEM (also if
 * `transcript` is NULL), or another negative errno value. */
int transcript_add(json_t *transcripts, const char *dir,
                   const struct claim *claim, const struct claim_test *test,
                   json_t *transcript);

#endif
