/* field.h -- what a grade says. */
#ifndef OVERLAP_LABS_GRADER_FIELD_H
#define OVERLAP_LABS_GRADER_FIELD_H

#include <jansson.h>
#include <stdbool.h>

/* The text, the whole number, the truth at a key; "", 0 or false without. */
const char *field_text(const json_t *json, const char *key);
int field_whole(const json_t *json, const char *key);
bool field_truth(const json_t *json, const char *key);

/* Is a check hidden, and what it saw not revealed? */
bool field_hides(const json_t *check);

#endif
