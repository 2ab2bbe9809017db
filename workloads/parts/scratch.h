/* scratch.h -- a run's own folder, removed when the run ends. */
#ifndef OVERLAP_WORKLOADS_PARTS_SCRATCH_H
#define OVERLAP_WORKLOADS_PARTS_SCRATCH_H

#include <limits.h>

#include "core/workload.h"

/* Makes a new folder under plan->dir, else $TMPDIR, else /tmp, and leaves its
 * path in `path`. 0, or a negative errno value and a sentence in `why`. */
int scratch_make(const struct plan *plan, char path[PATH_MAX],
                 char why[WORKLOAD_WHY_MAX]);

/* Removes the folder with all that it holds, and empties `path`; does nothing
 * if `path` is already empty. */
void scratch_remove(char path[PATH_MAX]);

#endif
