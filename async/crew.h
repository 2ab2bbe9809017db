/* crew.h -- workers that are coroutines on one event loop. */
#ifndef OVERLAP_ASYNC_CREW_H
#define OVERLAP_ASYNC_CREW_H

#include "core/work.h"
#include "core/workload.h"

/* Whether this machine has what the plan asks for: io_uring. */
int crew_check(const struct plan *plan, char why[WORKLOAD_WHY_MAX]);

/* Runs the workers `first`, first + step, first + 2 * step … of the crew on a
 * loop of their own, in the calling thread, until each has returned. 0, or a
 * negative errno value if they could not all be started; the run is then
 * over. */
int crew_run(struct work *work, int first, int step);

#endif
