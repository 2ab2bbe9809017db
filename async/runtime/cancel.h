/* cancel.h -- cancelling tasks, and taking a cancellation back. */
#ifndef OVERLAP_ASYNC_RUNTIME_CANCEL_H
#define OVERLAP_ASYNC_RUNTIME_CANCEL_H

#include "async/runtime/loop.h"

/* Makes the wait that `task` is in return -ECANCELED, or passes the
 * cancellation on. */
void task_cancel_wait(struct async_task *task);

#endif
