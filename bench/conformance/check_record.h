/* check_record.h -- is this a whole record (protocol.md)? */
#ifndef OVERLAP_BENCH_CONFORMANCE_CHECK_RECORD_H
#define OVERLAP_BENCH_CONFORMANCE_CHECK_RECORD_H

#include <jansson.h>
#include <stddef.h>

/* 0, or -EINVAL and what is wrong in `why`: the key, what was found there and
 * what was expected. */
int check_record(const json_t *record, char *why, size_t size);

#endif
