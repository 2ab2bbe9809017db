/* async.h -- an event loop for plain functions, in the shape of asyncio.
 *
 * A task is a function that is handed a struct io (core/io.h). Its waiting
 * calls, io_sleep(), io_http_get() and the rest as well as those below that
 * say "suspends", let the other tasks of the loop run until what they wait
 * for has come. There is one thread: between two suspensions a task runs
 * undisturbed, and undisturbed it keeps all others waiting.
 *
 * Each task has a stack of its own, 64 KiB, so a plain helper may wait too.
 * Results are 0 or more, or a negative errno value. Nothing here may be
 * called from another thread. `io` is always that of the calling task. */
#ifndef OVERLAP_ASYNC_H
#define OVERLAP_ASYNC_H

#include <poll.h>
#include <stdbool.h>

#include "core/io.h"

struct async_task;

/* What a task does; its result is the task's. */
typedef int async_fn(struct io *io, void *arg);

/* Makes a loop, runs fn(io, arg) as its first task, and returns that task's
 * result (asyncio.run). When it returns, tasks that are still alive are
 * cancelled and waited for. -EDEADLK: all tasks waited for one another; they
 * were cancelled. -ENOMEM, -EMFILE: no loop could be made. */
int async_run(async_fn *fn, void *arg);

/* Makes a task that will call fn(io, arg) when its turn comes, not before the
 * caller suspends (asyncio.create_task). With `task`, the task must be awaited
 * once, and is kept until then; with NULL it is gone when it ends. 0, or
 * -ENOMEM when memory or mappings for its stack are used up. */
int async_spawn(struct io *io, async_fn *fn, void *arg,
                struct async_task **task);

/* Waits for `task` to end, returns its result and frees it. A caller that is
 * cancelled meanwhile cancels `task` and goes on waiting, as in asyncio; when
 * it is cancelled once more it returns -ECANCELED, and `task` has yet to be
 * awaited. -EDEADLK: a task awaits itself. Suspends. */
int async_await(struct io *io, struct async_task *task);

/* Makes the wait that `task` is in, or else its next one, return -ECANCELED;
 * one wait only, so that the task may then wait for its cleaning up. A task
 * that has not begun never does, and its result is -ECANCELED. Work that the
 * loop's threads have begun for it is finished first. */
void async_cancel(struct async_task *task);

/* Lets every other task that is ready run first (asyncio.sleep(0)). 0 or
 * -ECANCELED. Suspends. */
int async_yield(struct io *io);

/* Calls fn(arg) in a thread of libuv's pool (asyncio.to_thread), which has
 * UV_THREADPOOL_SIZE threads, 4 by default. -ECANCELED or -ETIMEDOUT mean
 * that it was never called: work that has begun cannot be stopped, and its
 * task waits for it. Suspends. */
int async_offload(struct io *io, void (*fn)(void *arg), void *arg);

/* Whether io_compute(), in all tasks of the loop, is to be async_offload()
 * from now on. It is not at first: then the work is done in place. */
void async_offload_compute(struct io *io, bool offload);

/* Waits until `fd` is ready for `events` (POLLIN, POLLOUT) and returns which
 * of them it is ready for. -EPERM: a kind of file that is never waited for;
 * -EEXIST: another task waits for the same one. Suspends. */
int async_wait_fd(struct io *io, int fd, int events);

/* Tasks that fail together (asyncio.TaskGroup): the first that returns an
 * error other than -ECANCELED makes the group cancel the others. It lives on
 * its owner's stack, and its owner must wait for it before it returns. */
struct async_group {
    struct async_task *owner;
    struct async_task *tasks; /* alive, newest first */
    int err;                  /* of the first that failed */
    bool waited_for;          /* the owner is in async_group_wait() */
};

void async_group_open(struct async_group *group, struct io *owner);

/* As async_spawn(), into the group. */
int async_group_spawn(struct async_group *group, async_fn *fn, void *arg);

/* Cancels every task that is in the group now. */
void async_group_cancel(struct async_group *group);

/* Waits until no task is left in the group, which may then be used again.
 * Returns 0, the error of the first task that failed, or else -ECANCELED when
 * the owner was cancelled, which cancels the tasks, too. Suspends. */
int async_group_wait(struct async_group *group);

#endif
