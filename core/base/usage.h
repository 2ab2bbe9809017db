/* usage.h -- what the kernel counts: CPU time, switches, faults, memory. */
#ifndef OVERLAP_CORE_BASE_USAGE_H
#define OVERLAP_CORE_BASE_USAGE_H

#include <stdint.h>

/* Of a process and the children that it has waited for. */
struct usage {
    uint64_t user_ns, sys_ns;       /* CPU time */
    int64_t voluntary, involuntary; /* context switches */
    int64_t faults;                 /* most are first touches of a page */
};

/* Of this process, so far. */
struct usage usage_now(void);

/* What came between the two. */
struct usage usage_between(const struct usage *before,
                           const struct usage *after);

/* Adds to each sum what the lines of the file `path` in /proc that begin with
 * its key say; NULL ends the keys. 0, or a negative errno value: processes
 * come and go. */
int usage_sum_lines(const char *path, const char *const keys[],
                    int64_t *const sums[]);

/* What the kernel holds for all processes together, in bytes. */
int64_t usage_kernel_bytes(void);

/* The same once the end of earlier programs, which takes its time, is over:
 * asked every `step_ms`, at most `looks_max` times. */
int64_t usage_settled_kernel_bytes(int step_ms, int looks_max);

#endif
