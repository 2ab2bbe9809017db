/* format_text.h -- a grade for people, and as XML. */
#ifndef OVERLAP_LABS_GRADER_FORMAT_TEXT_H
#define OVERLAP_LABS_GRADER_FORMAT_TEXT_H

#include <jansson.h>
#include <stdio.h>

/* Each returns 0. */
int format_text(FILE *out, const json_t *grade);
int format_actions(FILE *out, const json_t *grade);
int format_junit(FILE *out, const json_t *grade);

#endif
