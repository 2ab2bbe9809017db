/* permits.h -- waiting for what many wait for: a permit, or a connection. */
#ifndef OVERLAP_ASYNC_OUTSIDE_PERMITS_H
#define OVERLAP_ASYNC_OUTSIDE_PERMITS_H

#include "async/runtime/loop.h"

/* io_permit_take() on the loop. */
int task_permit_take(struct io *io, const struct io_permits *permits,
                     uint64_t until_ns);

/* io_ready() with IO_ANYONE, on the loop. */
int task_wait_in_line(struct io *io, int fd, int events, uint64_t until_ns);

/* Frees the lines, in which no task waits any more. */
void lines_free(struct loop *loop);

#endif
