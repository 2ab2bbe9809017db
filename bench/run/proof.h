/* proof.h -- does a record prove the run that was asked for? */
#ifndef OVERLAP_BENCH_RUN_PROOF_H
#define OVERLAP_BENCH_RUN_PROOF_H

#include <jansson.h>

#include "bench/run/execute.h"

/* `record` is a valid one, which the run left; `outcome` has its exit status
 * and how long it took. Whatever the command line asks for must stand in the
 * record's plan, and the tasks' fate must agree with the exit status. 0, or
 * -EINVAL and a line in `why`: what was found, and what was expected. */
int proof_check(const json_t *record, const struct execution *run,
                const struct outcome *outcome, char why[WHY_MAX]);

#endif
