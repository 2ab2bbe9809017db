/* author.h -- what is missing or inconsistent in a lab, for who writes it. */
#ifndef OVERLAP_LABS_GRADER_AUTHOR_H
#define OVERLAP_LABS_GRADER_AUTHOR_H

#include <stdbool.h>
#include <stdio.h>

#include "labs/grader/request.h"

/* Prints a line for each thing that is wrong with the lab's files. Returns how
 * many there are, or a negative errno value and a line in `why`. */
int author_check(FILE *out, const struct lab *lab, char why[WHY_MAX]);

/* Makes the folder `dir`, new or empty, with a folder for each answer whose name
 * matches `only`, a pattern, or all if it is NULL. 0, or a negative errno value
 * and a line in `why`. */
int author_write(const struct lab *lab, const char *only, const char *dir,
                 char why[WHY_MAX]);

/* Of one: makes the folder `into`. */
int author_assemble(const struct lab *lab, const char *answer, const char *into,
                    char why[WHY_MAX]);

bool author_wants(const char *only, const struct lab_answer *answer);

/* Grades each answer and prints its points beside those that answers.yaml gives
 * it; those that author_write() would write. Returns
 * how many differ, or a negative errno value and a line in `why`. */
int author_grade(FILE *out, const struct grade_request *request,
                 const char *only, char why[WHY_MAX]);

#endif
