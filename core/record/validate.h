/* validate.h -- is this a whole record?
 *
 * The conformance test and the bench ask the same question, so that no program
 * passes the one and fails by the other. */
#ifndef OVERLAP_CORE_RECORD_VALIDATE_H
#define OVERLAP_CORE_RECORD_VALIDATE_H

#include <jansson.h>

#include "core/base/why.h"

/* 0, or -EINVAL and what is wrong in `why`: the key, what was found there and
 * what was expected. */
int validate_record(const json_t *record, char why[WHY_MAX]);

/* Parses one line and validates the record in it. As above; *record, which the
 * caller frees, is what could be read, whole or not, and NULL where it is no
 * JSON. */
int validate_line(const char *line, json_t **record, char why[WHY_MAX]);

#endif
