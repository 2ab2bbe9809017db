/* timeout.h -- time limits on stretches of a task. */
#ifndef OVERLAP_ASYNC_RUNTIME_TIMEOUT_H
#define OVERLAP_ASYNC_RUNTIME_TIMEOUT_H

#include "async/runtime/loop.h"

/* The earliest of `until_ns` and those of the task's time limits that have not
 * expired. */
uint64_t timeouts_next_ns(const struct async_task *task, uint64_t until_ns);

/* Cancels the task for each limit that has expired by `now_ns`; false: none
 * has. */
bool timeouts_expire(struct async_task *task, uint64_t now_ns);

#endif
