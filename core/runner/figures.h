/* figures.h -- what the results of a run add up to. */
#ifndef OVERLAP_CORE_RUNNER_FIGURES_H
#define OVERLAP_CORE_RUNNER_FIGURES_H

#include <stdint.h>

#include "core/work.h"

struct percentiles {
    int count; /* of the values; 0: the other members mean nothing */
    uint64_t p50, p90, p99, max;
};

struct figures {
    int ok, failed, canceled; /* tasks; they add up to plan->tasks */
    uint64_t answer;          /* combined checksum of the tasks that are ok */
    uint64_t waited_ns;
    int peak_in_flight;
    struct percentiles latency_ns;  /* of the tasks that began, since they */
                                    /* were due (work_due_ns()) */
    struct percentiles service_ns;  /* of the same, since they began */
    struct percentiles lateness_ns; /* of the ticks */
};

/* Returns 0 or -ENOMEM. */
int figures_make(struct figures *figures, const struct work *work);

/* The nearest-rank percentiles of `count` values; sorts them. */
struct percentiles figures_percentiles(uint64_t *values, int count);

#endif
