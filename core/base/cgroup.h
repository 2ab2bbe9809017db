/* cgroup.h -- what the control groups of this process grant it.
 *
 * A process lies in a group of each hierarchy, of version 1 or 2, and every
 * group above that one limits it, too: what counts is the least of them. */
#ifndef OVERLAP_CORE_BASE_CGROUP_H
#define OVERLAP_CORE_BASE_CGROUP_H

/* What the group whose files are in `folder` grants; below 0: no limit. */
typedef double cgroup_grant(const char *folder);

/* The least that a group of this process grants by its `controller` ("cpu"),
 * or -1 where none has a limit. `root` is "", but in tests. */
double cgroup_least(const char *root, const char *controller,
                    cgroup_grant *grant);

cgroup_grant cgroup_cpu_cores;    /* cores' worth of CPU time */
cgroup_grant cgroup_pids_left;    /* threads and processes, beside those now */
cgroup_grant cgroup_memory_bytes; /* that are not in use */

#endif
