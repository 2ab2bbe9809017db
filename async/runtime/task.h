/* task.h -- tasks: made, run and ended. */
#ifndef OVERLAP_ASYNC_RUNTIME_TASK_H
#define OVERLAP_ASYNC_RUNTIME_TASK_H

#include "async/runtime/loop.h"

/* Makes a task, or reuses an idle one, and readies it. NULL: no memory. The
 * caller is on the stack of the running task or of the loop. */
struct async_task *task_spawn(struct loop *loop,
                              const struct async_options *options, async_fn *fn,
                              void *arg);

/* Makes a task that is done, and has no handle, available for reuse. */
void task_free(struct async_task *task);

/* The lowest address of its stack. */
char *task_stack(const struct async_task *task);

#endif
