/* start.h -- which labs there are, and the folder in which a student begins. */
#ifndef OVERLAP_LABS_GRADER_START_H
#define OVERLAP_LABS_GRADER_START_H

#include <stdio.h>

#include "labs/grader/lab.h"

/* Prints a line for each lab in `labs_dir`. 0, or a negative errno value and a
 * line in `why`. */
int start_list(FILE *out, const char *labs_dir, char why[WHY_MAX]);

/* Makes the folder `dir`, which is new or empty, with the lab's start/ and its
 * README.md. 0, or a negative errno value and a line in `why`. */
int start_make(const struct lab *lab, const char *dir, char why[WHY_MAX]);

#endif
