/* format_json.h -- a grade as the JSON of a platform. */
#ifndef OVERLAP_LABS_GRADER_FORMAT_JSON_H
#define OVERLAP_LABS_GRADER_FORMAT_JSON_H

#include <jansson.h>
#include <stdio.h>

/* Each returns 0, or -ENOMEM. */
int format_gradescope(FILE *out, const json_t *grade);
int format_classroom50(FILE *out, const json_t *grade);
int format_autolab(FILE *out, const json_t *grade);

#endif
