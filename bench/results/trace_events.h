/* trace_events.h -- a trace as Chrome's trace events. */
#ifndef OVERLAP_BENCH_RESULTS_TRACE_EVENTS_H
#define OVERLAP_BENCH_RESULTS_TRACE_EVENTS_H

#include <jansson.h>

#include "bench/results/trace.h"

/* In order of time, of a process that is called `cell`; the caller frees them.
 * NULL: no memory. */
json_t *trace_events(const struct trace *trace, const char *cell);

#endif
