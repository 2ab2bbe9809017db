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

/* The difference between the two. */
struct usage usage_between(const struct usage *before,
                           const struct usage *after);

/* Adds up, in each of `sums`, the numbers on those lines of the file `path` in
 * /proc that begin with its key; NULL ends the keys. Returns 0, or a negative
 * errno value: a process may be gone. */
int usage_sum_lines(const char *path, const char *const keys[],
                    int64_t *const sums[]);

/* Bytes in the machine's kernel stacks, page tables and unreclaimable slabs. */
int64_t usage_kernel_bytes(void);

/* The same, once it has stopped falling: what earlier programs held is freed
 * some time after they end. Looks every `step_ms`, at most about `looks_max`
 * times. */
int64_t usage_settled_kernel_bytes(int step_ms, int looks_max);

#endif
