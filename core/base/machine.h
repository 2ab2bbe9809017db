/* machine.h -- what this machine allows. */
#ifndef OVERLAP_CORE_BASE_MACHINE_H
#define OVERLAP_CORE_BASE_MACHINE_H

/* Cores this process may use at once: the smaller of its CPU affinity and its
 * control group's quota (v1 and v2), rounded down, at least 1. */
int machine_cores(void);

/* Cores' worth of CPU time that the control group's quota grants, or 0 when
 * it sets none. */
double machine_quota_cores(void);

enum machine_worker { MACHINE_THREAD, MACHINE_PROCESS };

/* Most threads or processes that this process could still start by the
 * limits on users, control groups, process ids, mappings and memory; at least
 * 1. An upper bound: others may use them up meanwhile, and a worker may need
 * more than the little memory that is counted for it. `limit` says which limit
 * it is. */
int machine_max_workers(enum machine_worker kind, const char **limit);

/* Most files and sockets that one process can have open, once it has asked
 * for as many as it may, which this does. */
int machine_max_files(void);

/* Most connections to one address that can be open at once: each has a port
 * of its own. */
int machine_max_connections(void);

#endif
