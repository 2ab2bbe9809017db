/* help.h -- what --help, --options and --list print. */
#ifndef OVERLAP_CORE_RUNNER_HELP_H
#define OVERLAP_CORE_RUNNER_HELP_H

#include "core/model.h"
#include "core/runner/option_rows.h"
#include "core/workload.h"

/* The options of `model`; if they name a workload, only those that apply to
 * it. */
void help_print(const struct model *model, const struct options *options);

/* All options, as Markdown. */
void help_print_table(const struct workload *const *workloads);

/* The workloads, one per line. */
void help_print_workloads(const struct workload *const *workloads);

#endif
