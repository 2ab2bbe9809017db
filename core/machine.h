/* machine.h -- what this machine allows. */
#ifndef OVERLAP_MACHINE_H
#define OVERLAP_MACHINE_H

/* Cores this process may use at once: the smaller of its CPU affinity and its
 * control group's quota (v1 and v2), rounded down, at least 1. */
int machine_cores(void);

/* Cores' worth of CPU time that the control group's quota grants, or 0 when
 * it sets none. */
double machine_quota_cores(void);

/* Most threads or processes that this process could still start by the
 * limits on users, control groups and process ids; at least 1. An upper
 * bound: others may use them up meanwhile. `limit` says which limit it is. */
int machine_max_workers(const char **limit);

#endif
