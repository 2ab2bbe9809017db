/* proof.h -- does a record prove the run that was asked for? */
#ifndef OVERLAP_BENCH_RUN_PROOF_H
#define OVERLAP_BENCH_RUN_PROOF_H

#include <jansson.h>

#include "bench/suite/command.h"
#include "core/base/why.h"

/* A run: what was asked for, and how its process ended. */
struct proof_run {
    const struct command *command;
    const char *workload, *model; /* NULL: any */
    int exit_code;
    double time_s;
};

/* Does `record`, a valid one that the run left, agree with it? Whatever the
 * command line asks for must stand in the record's plan, the tasks' fate agree
 * with the exit status, and the run fit into its process's life. 0, or -EINVAL
 * and a line in `why`: what was found, and what was expected. */
int proof_check(const json_t *record, const struct proof_run *run,
                char why[WHY_MAX]);

#endif
