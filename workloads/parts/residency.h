/* residency.h -- how much of a file is in the page cache. */
#ifndef OVERLAP_WORKLOADS_PARTS_RESIDENCY_H
#define OVERLAP_WORKLOADS_PARTS_RESIDENCY_H

#include <stdint.h>

/* Syncs a file to the disk, then asks the kernel to drop its pages. The kernel
 * need not comply: residency_count() tells whether it did. 0, or a negative
 * errno value. */
int residency_evict(int fd);

/* Adds the number of the file's pages to `pages`, and of those in memory to
 * `resident`. 0, or a negative errno value. */
int residency_count(int fd, int64_t bytes, int64_t *pages, int64_t *resident);

#endif
