/* option_rows.h -- every option of the runner, one row each. */
#ifndef OVERLAP_CORE_RUNNER_OPTION_ROWS_H
#define OVERLAP_CORE_RUNNER_OPTION_ROWS_H

#include "core/base/option_help.h"
#include "core/model.h"
#include "core/plan.h"
#include "core/runner/own_workload.h"
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
    const char *size, *variant; /* parsed once the workload is known */
    const struct workload *const *workloads; /* those that can be named */
    const struct option *rows;               /* the options in force */
    struct own_workload own; /* owns them, if a library is named */
    struct urls urls;        /* owns what plan.urls points to */
    const char *files;       /* the word of --files, or NULL */
    const char *record;      /* append the record here; "-": standard output */
    const char *trace;       /* write the trace here */
};

extern const struct option option_rows[];

/* The `only` bits that `model` and `workload` satisfy. Without a workload,
 * those that any workload may satisfy. */
unsigned option_rows_have(const struct model *model,
                          const struct workload *workload);

/* Names what `row` applies to; `arg` is the list of workloads. */
option_note option_rows_note;

/* An option that would change nothing is a mistake: returns -EINVAL, with what
 * it applies to in `why`; else 0. */
int option_rows_check(const struct options *options, uint64_t given,
                      const struct model *model, char why[WHY_MAX]);

#endif
