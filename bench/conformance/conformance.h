/* conformance.h -- does a program keep the runner's protocol (protocol.md)?
 *
 * The same rules stand behind our own models' conformance test and behind
 * `overlap check`, for programs in any language. What a program has no
 * workload for is skipped, and said so. */
#ifndef OVERLAP_BENCH_CONFORMANCE_CONFORMANCE_H
#define OVERLAP_BENCH_CONFORMANCE_CONFORMANCE_H

#include <stdio.h>

#include "core/base/why.h"

/* Runs `program` in a temporary directory and prints a line a rule to `out`:
 * "ok", "FAILED" with what was found and what was expected, or "skipped" with
 * the reason. process_begin() has been called. Returns how many failed, or a
 * negative errno value with a line in `why`; -EINTR: a person wants us to
 * end. */
int conformance_test(const char *program, FILE *out, char why[WHY_MAX]);

#endif
