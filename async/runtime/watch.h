/* watch.h -- waits for some of several tasks to end. */
#ifndef OVERLAP_ASYNC_RUNTIME_WATCH_H
#define OVERLAP_ASYNC_RUNTIME_WATCH_H

#include "async/runtime/loop.h"

/* A task's wait for some of several others to end. */
struct async_join {
    struct async_task *waiter;
    int left; /* tasks that have not ended */
    enum async_when when;
    bool cancel_fails; /* -ECANCELED is a failure, too */
    bool over;         /* enough have ended */
    int err;           /* the first failure */
};

/* Adds a watch on watch->task, which may have ended already. If `join` is NULL,
 * watch->among is told instead. */
void watch_add(struct async_watch *watch, struct async_join *join);

/* Takes the watch off, unless it is done. */
void watch_remove(struct async_watch *watch);

/* Adds a watch that is done to those that watch->among hands out. */
void completed_tell(struct async_watch *watch);

/* Tells all who watch `task` that it has ended. */
void watches_tell(struct async_task *task);

#endif
