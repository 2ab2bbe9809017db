/* author.h -- what is missing or inconsistent in a lab, for who writes it. */
#ifndef OVERLAP_LABS_GRADER_AUTHOR_H
#define OVERLAP_LABS_GRADER_AUTHOR_H

#include <stdio.h>

#include "labs/grader/request.h"

/* Prints a line for each thing that is wrong with the lab's files. Returns how
 * many there are, or a negative errno value and a line in `why`. */
int author_check(FILE *out, const struct lab *lab, char why[WHY_MAX]);

/* Grades each answer and prints its points beside those that answers.yaml gives
 * it; those whose name matches `only`, a pattern, or all if it is NULL. Returns
 * how many differ, or a negative errno value and a line in `why`. */
int author_grade(FILE *out, const struct grade_request *request,
                 const char *only, char why[WHY_MAX]);

#endif
