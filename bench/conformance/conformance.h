/* conformance.h -- does a program keep the runner's protocol?
 *
 * The protocol is docs/protocol.md. The conformance tests of our own models and
 * `overlap check`, which takes programs in any language, use the same rules. A
 * rule is skipped, and reported so, if the program lacks its workload. */
#ifndef OVERLAP_BENCH_CONFORMANCE_CONFORMANCE_H
#define OVERLAP_BENCH_CONFORMANCE_CONFORMANCE_H

#include <jansson.h>
#include <stdio.h>

#include "core/base/why.h"

/* Runs `program` in a temporary folder and prints a line per rule to `out`:
 * "ok", "FAILED" with what was found and what was expected, or "skipped" with
 * the reason. To `list` it adds an object a rule: `rule`, `verdict` and
 * `reason`. Either may be NULL. Call process_begin() first. Returns how many failed, or a
 * negative errno value and a line in `why`; -EINTR: a person wants us to
 * end. */
int conformance_test(const char *program, FILE *out, json_t *list,
                     char why[WHY_MAX]);

#endif
