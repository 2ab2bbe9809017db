/* validate.h -- is this a valid record?
 *
 * The conformance test and the bench share this, so that no program passes the
 * one and fails the other. */
#ifndef OVERLAP_CORE_RECORD_VALIDATE_H
#define OVERLAP_CORE_RECORD_VALIDATE_H

#include <jansson.h>

#include "core/base/why.h"

/* Returns 0, or -EINVAL with a line in `why`: the key, what was found there and
 * what was expected. */
int validate_record(const json_t *record, char why[WHY_MAX]);

/* Parses one line and validates the record in it. Returns as above. *record,
 * which the caller frees, is the JSON that was read, valid record or not; NULL:
 * it was not JSON. */
int validate_line(const char *line, json_t **record, char why[WHY_MAX]);

#endif
