/* meter.h -- what a run takes at its peak: memory, threads and processes. */
#ifndef OVERLAP_CORE_METER_H
#define OVERLAP_CORE_METER_H

#include <stdatomic.h>
#include <stdint.h>
#include <sys/types.h>

/* The peaks that a sampler saw over this process and its descendants. They
 * need not have occurred at the same time. */
struct meter_peaks {
    atomic_int samples; /* after the first; 0: the run was too short */
    int64_t processes, threads;
    int64_t pss_bytes;   /* a shared page is split between its processes */
    int64_t rss_bytes;   /* a shared page counts once in each process */
    int64_t vsize_bytes; /* address space: reserved, not used */
    int64_t total_bytes; /* Pss plus the kernel's share: how much the machine's
                            kernel stacks, page tables and unreclaimable slabs
                            have grown since the start */
    int64_t available_fall_bytes; /* of the machine's MemAvailable, whoever
                                     took it, per-core free lists included */
};

struct meter {
    pid_t pid; /* of the sampler, which does not count itself */
    struct meter_peaks *peaks;
};

/* Forks a sampler that looks every 10 ms and waits for its first look, the
 * baseline. Call it before any thread starts. Returns 0 or a negative errno
 * value. */
int meter_start(struct meter *meter);

/* Ends and reaps the sampler, and fills in what it saw. */
void meter_stop(struct meter *meter, struct meter_peaks *peaks);

#endif
