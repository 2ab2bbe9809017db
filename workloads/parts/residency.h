/* residency.h -- what of a file is in the page cache. */
#ifndef OVERLAP_WORKLOADS_PARTS_RESIDENCY_H
#define OVERLAP_WORKLOADS_PARTS_RESIDENCY_H

#include <stdint.h>

/* Asks the kernel to drop a file's pages, once all of it is on the disk. That
 * is a wish: residency_count() tells what came of it. 0, or a negative errno
 * value. */
int residency_evict(int fd);

/* How many pages the file has, and how many of them are in memory, are added
 * to `pages` and `resident`. 0, or a negative errno value. */
int residency_count(int fd, int64_t bytes, int64_t *pages, int64_t *resident);

#endif
