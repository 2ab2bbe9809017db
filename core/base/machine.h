/* machine.h -- what this machine allows. */
#ifndef OVERLAP_CORE_BASE_MACHINE_H
#define OVERLAP_CORE_BASE_MACHINE_H

/* Cores that this process may run on, by its affinity and cpuset; 0: the kernel
 * does not say. */
int machine_affinity_cores(void);

/* Cores that this process may use at once: those above or, if it is smaller,
 * machine_quota_cores(), rounded down; at least 1. */
int machine_cores(void);

/* Cores' worth of CPU time that its control groups, and all above them, grant;
 * 0: no limit. */
double machine_quota_cores(void);

enum machine_worker { MACHINE_THREAD, MACHINE_PROCESS };

/* The most threads or processes that this process could still start within the
 * limits on users, control groups, process ids, mappings and memory; at least
 * 1. An upper bound: others may use some up meanwhile, and a worker may need
 * more than the small amount of memory assumed. *limit names the limit that
 * decides. */
int machine_max_workers(enum machine_worker kind, const char **limit);

/* The most files and sockets that this process can have open. Raises its soft
 * limit to the hard one first. */
int machine_max_files(void);

/* The most connections to one address that can be open at once: each needs a
 * local port of its own. */
int machine_max_connections(void);

#endif
