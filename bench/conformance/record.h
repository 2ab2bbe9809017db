/* record.h -- is this a whole record (protocol.md)? */
#ifndef OVERLAP_BENCH_CONFORMANCE_RECORD_H
#define OVERLAP_BENCH_CONFORMANCE_RECORD_H

#include <jansson.h>
#include <stddef.h>

/* 0, or -EINVAL and what is wrong in `why`: the key, what was found there and
 * what was expected. */
int record_validate(const json_t *record, char *why, size_t size);

#endif
