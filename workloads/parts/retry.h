/* retry.h -- which failures may pass, and how long to wait for that. */
#ifndef OVERLAP_WORKLOADS_PARTS_RETRY_H
#define OVERLAP_WORKLOADS_PARTS_RETRY_H

#include "core/io.h"

/* How long to wait after try number `tries` (1 is the first) ended with
 * `err`: twice as long each time, from 100 ms to 10 s, the upper half of it by
 * chance, after whatever the server asked for. 0: trying again is of no use,
 * or the server asked for more than a minute. */
uint64_t retry_wait_ns(const struct io_reply *reply, int err, int tries);

#endif
