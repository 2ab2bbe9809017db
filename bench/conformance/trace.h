/* trace.h -- does a trace agree with the record of its run? */
#ifndef OVERLAP_BENCH_CONFORMANCE_TRACE_H
#define OVERLAP_BENCH_CONFORMANCE_TRACE_H

#include <jansson.h>
#include <stddef.h>

#include "bench/results/trace.h"

/* `trace` is as trace_read() left it, `record` a valid one. 0, or -EINVAL and
 * what is wrong in `why`: where, what was found and what was expected. */
int trace_validate(const struct trace *trace, const json_t *record, char *why,
                   size_t size);

#endif
