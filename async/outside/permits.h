/* permits.h -- waiting for a permit that other threads and processes take, too. */
#ifndef OVERLAP_ASYNC_OUTSIDE_PERMITS_H
#define OVERLAP_ASYNC_OUTSIDE_PERMITS_H

#include "async/runtime/loop.h"

int task_permit_take(struct io *io, const struct io_permits *permits,
                     uint64_t until_ns);

/* Forgets who stood in line; nobody does any more. */
void lines_free(struct loop *loop);

#endif
