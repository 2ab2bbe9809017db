/* beside.h -- starts and ends a program that lies beside this one. */
#ifndef OVERLAP_WORKLOADS_PARTS_BESIDE_H
#define OVERLAP_WORKLOADS_PARTS_BESIDE_H

#include <stdbool.h>

#include "core/workload.h"

/* All zero before it is started. */
struct beside {
    bool started;
    int hold_fd;    /* its standard input: it ends when this closes */
    int out_fd;     /* what it prints */
    char line[300]; /* the first line of that */
};

/* Starts the program argv[0] from the folder of the running program and returns
 * once it has printed its first line, which must begin with `expected`. 0, or a
 * negative errno value and a sentence in `why`. Call it before there are other
 * threads. */
int beside_start(struct beside *beside, char *const *argv, const char *expected,
                 char why[WORKLOAD_WHY_MAX]);

/* Ends it; does nothing if it was not started. */
void beside_stop(struct beside *beside);

#endif
