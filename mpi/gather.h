/* gather.h -- after a run: rank 0 gets what the ranks have. */
#ifndef OVERLAP_MPI_GATHER_H
#define OVERLAP_MPI_GATHER_H

#include "core/base/usage.h"
#include "core/meter.h"
#include "core/work.h"

/* The results, and their traces, in task order. Their times are moved so that
 * all ranks started when rank 0 did. 0 or -ENOMEM. */
int gather_results(struct work *work);

/* What the tasks have made besides (struct workload's `made`). */
void gather_made(const struct work *work);

/* Sums over the ranks. What a machine's kernel holds counts once on each
 * machine. `peaks` may be NULL. */
void gather_usage(struct usage *usage, struct meter_peaks *peaks);

#endif
