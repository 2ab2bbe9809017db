/* option_rows.h -- every option of the runner, a row each. */
#ifndef OVERLAP_CORE_RUNNER_OPTION_ROWS_H
#define OVERLAP_CORE_RUNNER_OPTION_ROWS_H

#include "core/base/option_help.h"
#include "core/model.h"
#include "core/plan.h"
#include "core/runner/urls.h"
#include "core/workload.h"

enum options_ask {
    ASK_RUN,
    ASK_HELP,
    ASK_LIST,
    ASK_OPTIONS,
    ASK_VERSION,
};

/* What the rows fill. */
struct options {
    enum options_ask ask;
    struct plan plan;
    const char *size, *variant; /* understood once the workload is known */
    struct urls urls;           /* what plan.urls points at */
    const char *record; /* append the record here; "-": standard output */
    const char *trace;  /* write a line a task here */
};

extern const struct option option_rows[];

/* What `model` and `workload` have options for: the bits of the rows. Without
 * a workload, what any of them may have. */
unsigned option_rows_have(const struct model *model,
                          const struct workload *workload);

/* Names what `row` applies to; `arg` is the list of workloads. */
option_note option_rows_note;

/* An option that was given and would change nothing is a mistake: -EINVAL,
 * with what it applies to in `why`. */
int option_rows_check(uint64_t given, const struct model *model,
                      const struct workload *workload,
                      const struct workload *const *workloads,
                      char why[WHY_MAX]);

#endif
