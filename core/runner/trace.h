/* trace.h -- a run's timeline as CSV: a line a task. */
#ifndef OVERLAP_CORE_RUNNER_TRACE_H
#define OVERLAP_CORE_RUNNER_TRACE_H

#include "core/runner/record.h"

/* Writes the file `path` (protocol.md); times count from the start of the run.
 * 0, or a negative errno value. */
int trace_write(const struct record *record, const char *path);

#endif
