/* own_workload.h -- a workload that is not in the list, from a library. */
#ifndef OVERLAP_CORE_RUNNER_OWN_WORKLOAD_H
#define OVERLAP_CORE_RUNNER_OWN_WORKLOAD_H

#include <stdbool.h>

#include "core/base/option.h"
#include "core/base/why.h"
#include "core/workload.h"

struct own_workload {
    const struct workload **list; /* the listed ones, and it; NULL: none */
    struct option *rows;          /* the runner's options, and its own */
    const char *name;             /* borrowed from the library */
};

/* Whether that word of a command line means a library: "./wordcount.so". */
bool own_workload_is(const char *word);

/* Loads it, for as long as the program runs, and puts it behind `listed` and
 * its options behind `rows`. 0, or a negative errno value and what was found
 * and expected in `why`; free it either way. */
int own_workload_open(struct own_workload *own, const char *path,
                      const struct workload *const *listed,
                      const struct option *rows, char why[WHY_MAX]);
void own_workload_free(struct own_workload *own);

#endif
