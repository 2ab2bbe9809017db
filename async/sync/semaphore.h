/* semaphore.h -- what locks, events and queues are made of: lists of waiting
 * tasks, and a semaphore's calls. */
#ifndef OVERLAP_ASYNC_SYNC_SEMAPHORE_H
#define OVERLAP_ASYNC_SYNC_SEMAPHORE_H

#include "async/runtime/loop.h"

/* A task that waits; first come, first served. */
struct async_waiter {
    struct async_task *task;
    struct async_waiter *next, *prev;
    bool served;
    bool ended; /* by waiters_end() */
};

/* Waits in the list to be served. 0, or a negative errno value, when
 * self->served tells whether it was served all the same. */
int waiters_wait(struct async_waiters *waiters, struct async_waiter *self,
                 const struct wait_kind *kind, void *object);

/* Serves the first task that still waits. Returns it, or NULL. */
struct async_task *waiters_serve(struct async_waiters *waiters);

/* Ends the waits of all, which return `err`. */
void waiters_end(struct async_waiters *waiters, int err);

/* Acquires the semaphore inside `object`, which is of `kind`. 0 or an error. */
int semaphore_acquire(struct async_task *task, struct async_semaphore *inside,
                      const struct wait_kind *kind, void *object);

#endif
