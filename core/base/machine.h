/* machine.h -- what this machine allows. */
#ifndef OVERLAP_CORE_BASE_MACHINE_H
#define OVERLAP_CORE_BASE_MACHINE_H

/* Cores that this process may run on, which its cpuset bounds, too; 0 when the
 * kernel does not tell. */
int machine_affinity_cores(void);

/* Cores this process may use at once: the smaller of these and the least quota
 * of its control groups, rounded down, at least 1. */
int machine_cores(void);

/* Cores' worth of CPU time that its control groups, and all above them, grant;
 * 0: as much as it wants. */
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
