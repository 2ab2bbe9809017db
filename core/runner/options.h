/* options.h -- the runner's command line. */
#ifndef OVERLAP_CORE_RUNNER_OPTIONS_H
#define OVERLAP_CORE_RUNNER_OPTIONS_H

#include "core/base/why.h"
#include "core/runner/option_rows.h"

/* Parses the command line of `model`, which may name one of `workloads`.
 * Returns 0, or a negative errno value with a line in `why` that says what was
 * found and what was expected; if memory ran out, `why` is left as it was.
 * Either way the caller frees the options. */
int options_parse(struct options *options, const struct model *model,
                  const struct workload *const *workloads, int argc,
                  char **argv, char why[WHY_MAX]);
void options_free(struct options *options);

#endif
