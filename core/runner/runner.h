/* runner.h -- the main program of every model. */
#ifndef OVERLAP_CORE_RUNNER_RUNNER_H
#define OVERLAP_CORE_RUNNER_RUNNER_H

#include "core/model.h"
#include "core/workload.h"

/* All of main(): parses the command line, runs the plan on `model`, checks the
 * answers, reports. `workloads`, NULL-terminated, are those that can be named.
 * Returns the exit status. */
int runner_main(const struct model *model,
                const struct workload *const *workloads, int argc, char **argv);

#endif
