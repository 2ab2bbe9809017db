/* fd.h -- waiting until a descriptor is ready. */
#ifndef OVERLAP_ASYNC_OUTSIDE_FD_H
#define OVERLAP_ASYNC_OUTSIDE_FD_H

#include "async/runtime/loop.h"

/* Waits until `fd` is ready for any of `events` or the clock reads `until_ns`.
 * Returns what async_wait_fd() does. */
int task_wait_fd(struct async_task *task, int fd, int events,
                 uint64_t until_ns);

/* Wakes the tasks that wait for what has happened to a descriptor. */
void fds_ready(struct loop *loop, uint64_t data, int events);

/* Frees what the loop knows of descriptors; no task waits for one any more. */
void fds_close(struct loop *loop);

#endif
