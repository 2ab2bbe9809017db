/* list.h -- the list of workloads. */
#ifndef OVERLAP_WORKLOADS_LIST_H
#define OVERLAP_WORKLOADS_LIST_H

#include "core/workload.h"

/* All workloads, ended by NULL. */
extern const struct workload *const workload_list[];

#endif
