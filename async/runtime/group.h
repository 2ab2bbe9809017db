/* group.h -- tasks that fail together and are waited for together. */
#ifndef OVERLAP_ASYNC_RUNTIME_GROUP_H
#define OVERLAP_ASYNC_RUNTIME_GROUP_H

#include "async/runtime/loop.h"

/* A task enters its group and leaves it with its result. */
void group_enter(struct async_group *group, struct async_task *task);
void group_leave(struct async_task *task);

#endif
