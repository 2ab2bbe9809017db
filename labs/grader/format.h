/* format.h -- a grade in the notation of a platform. */
#ifndef OVERLAP_LABS_GRADER_FORMAT_H
#define OVERLAP_LABS_GRADER_FORMAT_H

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>

#define SEED_MAX (INT64_C(1) << 53) /* what JSON numbers hold everywhere */

/* Their names; NULL after the last. */
extern const char *const format_names[];

/* Writes a grade (grade.h) in the format of that name: "text" for a terminal,
 * "json" as it is, "gradescope" (results.json), "classroom50" (result.json,
 * whose other keys come from the environment), "actions" (a table for
 * $GITHUB_STEP_SUMMARY), "autolab" (the last line of standard output), "junit"
 * (XML). 0, -EINVAL: no such format, or -ENOMEM; ferror() tells whether it could
 * be written. */
int format_write(FILE *out, const json_t *grade, const char *format);

#endif
