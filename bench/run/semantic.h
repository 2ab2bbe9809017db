/* semantic.h -- the programs of semantic tests: run once, and what they print.
 *
 * What a program printed is kept in the results folder, in the file
 * semantic/<claim>-<test>.json (tests count from 1): command, exit_code,
 * error (its first line on standard error) and lines. */
#ifndef OVERLAP_BENCH_RUN_SEMANTIC_H
#define OVERLAP_BENCH_RUN_SEMANTIC_H

#include <jansson.h>

#include "bench/suite/claims.h"

#define SEMANTIC_FOLDER   "semantic" /* in the results folder */
#define SEMANTIC_NAME_MAX 40

/* Runs the programs whose output the folder `dir` has not. Programs without a
 * slash lie in `bin_dir`. 0, -EINTR, or another negative errno value, with a
 * line in `why`. A program that fails is no error here. */
int semantic_run(const struct claims *claims, const char *dir,
                 const char *bin_dir, char why[WHY_MAX]);

/* "G4-1": the name of a test's file, without .json. */
void semantic_name(const struct claim *claim, const struct claim_test *test,
                   char name[SEMANTIC_NAME_MAX]);

/* All outputs in the folder, by "<claim>-<test>"; the caller frees them. NULL:
 * no memory. */
json_t *semantic_load(const char *dir);

/* That of one test, or NULL. */
const json_t *semantic_find(const json_t *outputs, const struct claim *claim,
                            const struct claim_test *test);

#endif
