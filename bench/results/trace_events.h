/* trace_events.h -- a trace as Chrome's trace events. */
#ifndef OVERLAP_BENCH_RESULTS_TRACE_EVENTS_H
#define OVERLAP_BENCH_RESULTS_TRACE_EVENTS_H

#include <jansson.h>

#include "bench/results/trace.h"

/* The events in order of time, as those of a process named `cell`. The caller
 * frees them; NULL: no memory. */
json_t *trace_events(const struct trace *trace, const char *cell);

#endif
