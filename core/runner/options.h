/* options.h -- the runner's command line. */
#ifndef OVERLAP_CORE_RUNNER_OPTIONS_H
#define OVERLAP_CORE_RUNNER_OPTIONS_H

#include "core/model.h"
#include "core/plan.h"
#include "core/workload.h"

enum options_ask {
    ASK_RUN,
    ASK_HELP,
    ASK_LIST,
    ASK_VERSION,
};

struct options {
    enum options_ask ask;
    struct plan plan;
    const char *record; /* append the record here; "-": standard output */
    const char *trace;  /* write a line a task here */
    char **urls;        /* what plan.urls points at; owned, as is … */
    char *url_list;     /* … the text of an @file they came from */
};

/* Parses the command line of `model`, which may name one of `workloads`. 0, or
 * -EINVAL after printing one line on standard error that says what was found
 * and what was expected. */
int options_parse(struct options *options, const struct model *model,
                  const struct workload *const *workloads, int argc,
                  char **argv);
void options_free(struct options *options);

/* What --help and --list print. */
void options_help(const struct model *model);
void options_list(const struct workload *const *workloads);

#endif
