/* semaphore.h -- what locks, events and queues are made of: those who wait, in
 * line, and a semaphore's calls. */
#ifndef OVERLAP_ASYNC_SYNC_SEMAPHORE_H
#define OVERLAP_ASYNC_SYNC_SEMAPHORE_H

#include "async/runtime/loop.h"

/* Who waits is first come, first served. */
struct async_waiter {
    struct async_task *task;
    struct async_waiter *next, *prev;
    bool served;
};

/* Waits in the list to be served. 0, or -ECANCELED, when it may have been
 * served all the same, as self->served tells. */
int waiters_wait(struct async_waiters *waiters, struct async_waiter *self,
                 const struct wait_kind *kind, void *object);

/* Serves the first who still waits; its task, or NULL. */
struct async_task *waiters_serve(struct async_waiters *waiters);

/* The semaphore's calls, for what has one inside: `object` is of `kind`. */
int semaphore_acquire(struct async_task *task, struct async_semaphore *inside,
                      const struct wait_kind *kind, void *object);

#endif
