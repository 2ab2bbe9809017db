/* meter.h -- what a run takes at its peak: memory, threads and processes. */
#ifndef OVERLAP_CORE_METER_H
#define OVERLAP_CORE_METER_H

#include <stdatomic.h>
#include <stdint.h>
#include <sys/types.h>

/* The peaks that a sampler found over this process and its descendants, each
 * by itself: they need not have come together. */
struct meter_peaks {
    atomic_int samples; /* after the first; 0: the run was too short for any */
    int64_t processes, threads;
    int64_t pss_bytes;   /* proportional share of every mapping */
    int64_t rss_bytes;   /* resident; counts a shared page once a process */
    int64_t vsize_bytes; /* address space: reserved, not used */
    int64_t total_bytes; /* Pss, and the kernel's memory for it: the rise of
                            the machine's kernel stacks, page tables and slabs
                            since the start */
    int64_t available_fall_bytes; /* of the machine's MemAvailable: whoever
                                     took it, free lists of cores included */
};

struct meter {
    pid_t pid; /* the sampler, a process of its own, which it leaves out */
    struct meter_peaks *peaks;
};

/* Forks a sampler that looks every 10 ms, and waits for its first look, which
 * the others are compared with; call it before any thread starts. 0 or a
 * negative errno value. */
int meter_start(struct meter *meter);

/* Ends and reaps the sampler, and tells what it found. */
void meter_stop(struct meter *meter, struct meter_peaks *peaks);

#endif
