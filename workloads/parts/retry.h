/* retry.h -- which failures may pass, and how long to wait for that. */
#ifndef OVERLAP_WORKLOADS_PARTS_RETRY_H
#define OVERLAP_WORKLOADS_PARTS_RETRY_H

#include "core/io.h"

/* How long to wait after try number `tries` (1 is the first) ended with `err`:
 * at random between half and all of a time that doubles from 100 ms to 10 s.
 * If the server asked for longer, what it asked for and then this. 0: trying
 * again is useless, or the server asked for more than a minute. */
uint64_t retry_wait_ns(const struct io_reply *reply, int err, int tries);

#endif
