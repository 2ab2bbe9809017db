/* trace.h -- a run's trace as CSV: one line per task. */
#ifndef OVERLAP_CORE_RUNNER_TRACE_H
#define OVERLAP_CORE_RUNNER_TRACE_H

#include "core/runner/record.h"

/* Writes the trace (docs/protocol.md) to the file `path`; times count from the
 * start of the run. Returns 0 or a negative errno value. */
int trace_write(const struct record *record, const char *path);

#endif
