/* format.h -- a grade in the notation of a platform. */
#ifndef OVERLAP_LABS_GRADER_FORMAT_H
#define OVERLAP_LABS_GRADER_FORMAT_H

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>

#define SEED_MAX (INT64_C(1) << 53) /* what JSON numbers hold everywhere */

#define FORMAT_NAMES "text", "json"

/* Writes a grade (grade.h) in the format of that name. 0, or -ENOMEM. */
int format_write(FILE *out, const json_t *grade, const char *format);

#endif
