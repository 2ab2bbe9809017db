/* cgroup.h -- what the control groups of this process grant it.
 *
 * A process belongs to one group of each hierarchy, of version 1 or 2, and
 * every group above limits it, too: the smallest limit counts. */
#ifndef OVERLAP_CORE_BASE_CGROUP_H
#define OVERLAP_CORE_BASE_CGROUP_H

/* What the group whose files are in `folder` grants; negative: no limit. */
typedef double cgroup_grant(const char *folder);

/* The smallest limit that `controller` ("cpu") sets on this process through
 * any of its groups, or -1 if there is none. `root` is "", except in tests. */
double cgroup_least(const char *root, const char *controller,
                    cgroup_grant *grant);

cgroup_grant cgroup_cpu_cores;    /* cores' worth of CPU time */
cgroup_grant cgroup_pids_left;    /* more threads and processes */
cgroup_grant cgroup_memory_bytes; /* more memory */

#endif
