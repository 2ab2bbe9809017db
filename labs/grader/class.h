/* class.h -- grades many submissions, a few at a time, each into a file. */
#ifndef OVERLAP_LABS_GRADER_CLASS_H
#define OVERLAP_LABS_GRADER_CLASS_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "labs/grader/request.h"

struct class_request {
    struct grade_request each; /* its submission is not used */
    const char *const *submissions;
    int count;
    int jobs;           /* at a time */
    bool same_seed;     /* else each has its own, from the seed and its name */
    const char *output; /* the folder for NAME.json, which exists */
    FILE *progress;     /* or NULL */
};

/* The last part of a submission's path; it is its name. */
const char *class_name(const char *submission);

/* Are all names different, and fit for a file and a table? 0, or -EINVAL and a
 * line in `why`. */
int class_names(const char *const *submissions, int count, char why[WHY_MAX]);

/* Grades those that have no grade in the folder yet, or one that the lab's own
 * checks are to blame for. 0, -EINTR, or another
 * negative errno value and a line in `why`; what was graded stays. */
int class_run(const struct class_request *request, char why[WHY_MAX]);

/* Reads the grade of a submission. NULL: it has none. */
json_t *class_grade(const struct class_request *request, int index);

/* Prints a line for each, and writes grades.csv. How many have no whole grade,
 * or a negative errno value and a line in `why`. */
int class_table(FILE *out, const struct class_request *request,
                char why[WHY_MAX]);

#endif
