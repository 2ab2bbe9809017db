/* async.h -- an event loop for plain functions, in the shape of asyncio.
 *
 * A task is a function that is handed a struct io (core/io.h). Calls that say
 * "suspends" here, and the io's own, io_sleep(), io_http_get() and the rest,
 * let the other tasks of the loop run until what they wait for has come. There
 * is one thread: between two suspensions a task runs undisturbed, and
 * undisturbed it keeps all others waiting.
 *
 *     static int hello(struct io *io, void *arg)
 *     {
 *         puts("Hello");
 *         int err = io_sleep(io, 1000000000);       // asyncio.sleep(1)
 *         return err ? err : puts(arg) < 0 ? -EIO : 0;
 *     }
 *     int main(void) { return async_run(hello, "World") < 0; }
 *
 * Results are 0 or more, or a negative errno value; times are nanoseconds.
 * Every call that suspends may return, beside what it says,
 *   -ECANCELED  the task was cancelled: release what you hold and return it;
 *   -EPERM      it was not called by a running task with its own io, but from
 *               outside of async_run(), inside io_compute(), with another's io.
 *               A debug build, or ASYNC_DEBUG=1, names the call.
 * Nothing here may be called from another thread, or in a signal handler. A
 * call that takes no io never suspends. What is put before a task (groups,
 * semaphores, queues, arrays, names) belongs to the caller, mostly on a stack;
 * it must stay while tasks wait on it. Waiting allocates nothing.
 *
 * Semantics are those of CPython 3.11's asyncio. C differs in these:
 * - An exception is a negative result, CancelledError is -ECANCELED, and
 *   nothing unwinds: a task has to look at results and return them.
 * - A helper that is a plain function may wait: there is no async def.
 * - A handle is no reference that is counted: await or detach it, once.
 * - The owner of a gather, a wait or a group resumes one turn after the last
 *   of its tasks, where asyncio takes two; whoever awaits a task of a group
 *   that fails, two turns after it, where asyncio takes one. */
#ifndef OVERLAP_ASYNC_ASYNC_H
#define OVERLAP_ASYNC_ASYNC_H

#include <poll.h>
#include <stdbool.h>

#include "core/io.h"

#ifdef __cplusplus
extern "C" {
#endif

struct async_task;
struct async_group;

/* What a task does; its result is the task's. */
typedef int async_fn(struct io *io, void *arg);

/* ---- Running ---- */

/* Makes a loop, runs fn(io, arg) as its first task, and returns that task's
 * result (asyncio.run). When it returns, tasks that are still alive are
 * cancelled and waited for; one that swallows this is named on standard error
 * after a second and cancelled again (asyncio would wait for good).
 *
 * Where SIGINT has its default action, the first one (Ctrl-C) cancels the
 * first task, whose clean-up then goes on, and a second one kills the program
 * (asyncio.Runner). -EINTR: the first task ended cancelled by it.
 *
 * -EDEADLK: tasks were alive, and nothing was left that could wake any. Who
 * waits for what was printed on standard error, and they were cancelled.
 * Where 0, 1 or 2 is no open descriptor it is taken, for good, by one that can
 * be neither read nor written, lest the messages reach a file of somebody's.
 *
 * -EALREADY: this thread is in async_run() already. -ENOMEM, -EMFILE: no loop
 * could be made. It may be called again afterwards, and in other threads.
 *
 * With ASYNC_DEBUG=1 in the environment a task that keeps the others waiting
 * for longer than 100 ms at a stretch is named on standard error, with the
 * duration, and so is a task that ends well though it was cancelled. */
int async_run(async_fn *fn, void *arg);

/* ---- Tasks ---- */

/* How a task is made. All zero: as async_spawn() does. */
struct async_options {
    const char *name;          /* for reports; it must outlive the task */
    size_t stack_bytes;        /* that it needs; 0: 64 KiB in all */
    struct async_group *group; /* it belongs to; NULL: to no group */
};

/* Bytes for a task that, beside a few small frames of its own, only calls
 * io_sleep() and what follows here up to "The world outside". That is all it
 * asks for: what these calls take is added to any stack_bytes. It depends on
 * how the library was compiled, so it is measured when the first task is made
 * that asks. printf() needs more, and so does what reads a page, a database or
 * a file. A parked task then costs 0.7 KiB, and not 4.
 * Handlers of signals need a stack of their own (SA_ONSTACK, and
 * sigaltstack(), which async_run() provides). ASYNC_DEBUG=1 gives such stacks
 * a guard, too: try it before you trust a number. */
#define ASYNC_STACK_SMALL 40

/* Makes a task that will call fn(io, arg) when its turn comes, not before the
 * caller suspends (asyncio.create_task). With `task`, a handle is kept, which
 * must be given to async_await() or async_detach() once; with NULL the task is
 * gone when it ends. 0, or -ENOMEM when memory or mappings for its stack are
 * used up, -EPERM outside of a task, and as async_group_spawn() with a group.
 *
 * Stacks are committed as they are used. Below each lies a guard page: an
 * overflow ends the program with a message that names the task. Stacks of
 * less than a page share theirs: there the message comes when the task next
 * waits, before anybody can read what it spoilt. */
int async_spawn(struct io *io, async_fn *fn, void *arg,
                struct async_task **task);
int async_spawn_with(struct io *io, const struct async_options *options,
                     async_fn *fn, void *arg, struct async_task **task);

/* Waits for `task` to end and returns its result. The handle is used up, also
 * when it returns -ECANCELED. A caller that is cancelled meanwhile cancels
 * `task` instead, and gets what that returns, as in asyncio; only when that
 * goes round in a circle it returns -ECANCELED while `task` goes on. -EDEADLK:
 * a task awaits itself. Suspends, unless it has ended. */
int async_await(struct io *io, struct async_task *task);

/* The same, but a caller that is cancelled leaves `task` alone and returns
 * -ECANCELED at once (asyncio.shield); -EDEADLK as above. The handle is not
 * used up: the task is still to be awaited or detached. Suspends, unless it
 * has ended. */
int async_shield(struct io *io, struct async_task *task);

/* Gives up a handle: the task goes on, and nobody learns its result. */
void async_detach(struct async_task *task);

/* Makes the wait that `task` is in, or else its next one, return -ECANCELED;
 * one wait only, so that the task may then wait for its cleaning up. (In
 * asyncio a wait whose end has come, but whose task had no turn yet, is
 * cancelled, too. So it is here; a permit or an item that it had been given
 * passes to the next.) A task that has not begun never does, and its result is
 * -ECANCELED; one that has ended stays as it is. Work that a thread of the
 * pool has begun for it is finished first, and then it is the next wait that
 * returns -ECANCELED. `task` may be the caller itself. */
void async_cancel(struct async_task *task);

/* How many cancellations of the calling task were asked for and not taken
 * back (Task.cancelling). A task that swallows one on purpose, and means to
 * live on, takes it back by async_uncancel(), which returns how many are left;
 * at 0 a cancellation that was not delivered yet is dropped, too (as from
 * CPython 3.13 on). Both return -EPERM outside of a task. */
int async_cancelling(struct io *io);
int async_uncancel(struct io *io);

/* Lets every other task that is ready run first (asyncio.sleep(0)). 0.
 * Suspends. asyncio.sleep(n) is io_sleep(), of core/io.h, but for n = 0: a
 * sleep that is over at once does not suspend. */
int async_yield(struct io *io);

/* The handle of the calling task, to be cancelled by others while it lives;
 * not to be awaited by it (asyncio.current_task). NULL outside of a task. */
struct async_task *async_self(struct io *io);

/* Whether it has ended. */
bool async_done(const struct async_task *task);

#define ASYNC_NAME_MAX 24

/* Its name or, when it was given none, "Task-7" in `number`. The first task is
 * Task-1. */
const char *async_name(const struct async_task *task,
                       char number[ASYNC_NAME_MAX]);

/* Puts up to `capacity` of the loop's tasks that have not ended into `tasks`,
 * in no particular order (asyncio.all_tasks), and returns how many there are,
 * or -EPERM outside of a task. */
int async_list(struct io *io, struct async_task **tasks, int capacity);

/* ---- Several tasks ---- */

/* A wait for one task, among several. Set `task`; the rest is filled in. */
struct async_watch {
    struct async_task *task;
    bool done;                       /* or else pending */
    int result;                      /* of a task that is done */
    struct async_watch *next, *prev; /* private, as is the rest */
    struct async_join *join;
};

enum async_when {
    ASYNC_ALL_DONE,     /* FIRST_EXCEPTION and FIRST_COMPLETED, */
    ASYNC_FIRST_FAILED, /* … which a cancelled task is not, as in asyncio */
    ASYNC_FIRST_DONE,
};

/* Waits until that many of `count` tasks have ended, or `ns` nanoseconds, or
 * IO_NEVER (asyncio.wait). Returns how many are done, which may be 0 when the
 * time is up; the watches tell which, in their own order. It cancels nothing,
 * fails for nobody's failure, and uses no handle up. -EINVAL: count is 0.
 * Suspends, unless enough have ended. */
int async_wait(struct io *io, struct async_watch *watches, int count,
               enum async_when when, uint64_t ns);

/* A call to be made by a task of its own. Set `fn` and `arg`. */
struct async_call {
    async_fn *fn;
    void *arg;
    int result;               /* -EINPROGRESS when it was not waited for */
    struct async_watch watch; /* private */
};

/* Makes a task for each of `count` calls, in order, and waits for them
 * (asyncio.gather). Results come in the order of the calls, whoever ends
 * first. It returns 0, or the first error of any, at once: the others then
 * *go on*, and what their `arg` points to must stay; the results of those are
 * not told. A caller that is cancelled cancels them all. -ENOMEM: none of them
 * began. Suspends. */
int async_gather(struct io *io, struct async_call *calls, int count);

/* The same with return_exceptions=True: waits for all, errors are results.
 * 0, or -ECANCELED when the caller was cancelled: all have ended then, too. */
int async_gather_all(struct io *io, struct async_call *calls, int count);

/* ---- Groups ---- */

/* What became of a task of a group. */
struct async_failure {
    struct async_task *task; /* to be compared with: it may be gone */
    const char *name;        /* as spawned, or NULL */
    void *arg;
    int err;
};

/* Tasks that fail together (asyncio.TaskGroup): the first that returns an
 * error other than -ECANCELED makes the group cancel the others, and its owner
 * too, so that it leaves what it waits for in the meantime. The group lives on
 * its owner's stack, and its owner must wait for it before it returns. */
struct async_group {
    struct async_task *owner;
    struct async_task *tasks; /* alive, newest first */
    int err;                  /* of the first that failed */
    int failed;               /* how many did */
    int swallowed;            /* ended well though they had been cancelled */
    struct async_failure *failures; /* async_group_report() */
    int failure_capacity;
    bool aborting;       /* somebody failed, or the owner gave up */
    bool waited_for;     /* the owner is in async_group_wait() */
    bool over;           /* … and was: the next spawn begins anew */
    bool owner_canceled; /* by the group */
    int owner_err;       /* what it gave to async_group_fail() */
};

void async_group_open(struct async_group *group, struct io *owner);

/* All failures, in the order in which they happened, are to be put into
 * `failures`, as far as they find room; group->failed counts them all (what
 * ExceptionGroup holds). The array must stay until the group was waited for. */
void async_group_report(struct async_group *group,
                        struct async_failure *failures, int capacity);

/* As async_spawn(), into the group, whoever calls. -ESHUTDOWN: a task of it
 * has failed; asyncio raises RuntimeError. */
int async_group_spawn(struct async_group *group, async_fn *fn, void *arg);

/* Cancels every task that is in the group now. */
void async_group_cancel(struct async_group *group);

/* For an owner that fails with `err` between open and wait (an exception in
 * the body of `async with`): cancels all tasks, and counts as the last
 * failure; -ECANCELED says that the owner was cancelled. It must still wait. */
void async_group_fail(struct async_group *group, int err);

/* Waits until no task is left in the group, which may then be used again.
 * Returns 0, the error of the first task that failed, or else -ECANCELED when
 * the owner was cancelled by anybody but the group, which cancels the tasks,
 * too. failed, err and swallowed stay until the next spawn. Suspends. */
int async_group_wait(struct async_group *group);

/* ---- Time limits ---- */

/* A stretch of a task that may take so long only (asyncio.timeout), on its
 * stack. They nest: the last one opened is closed first.
 *
 *     struct async_timeout limit;
 *     async_timeout_open(&limit, io, 500 * MS);
 *     int err = do_it(io);
 *     err = async_timeout_close(&limit, err);
 *
 * When the time is up the task is cancelled, as if by another. asyncio's
 * wait_for() is a time limit around async_await(). */
struct async_timeout {
    struct async_task *task;
    struct async_timeout *outer;
    uint64_t due_ns;
    int cancelling; /* requests there were before */
    bool expired;
};

/* `ns` from now, or IO_NEVER. -EPERM outside of a task, when closing it does
 * nothing. */
int async_timeout_open(struct async_timeout *timeout, struct io *io,
                       uint64_t ns);

/* Returns `err`, but -ETIMEDOUT for an -ECANCELED that was this limit's doing
 * alone. If the body swallowed it, `expired` still tells. */
int async_timeout_close(struct async_timeout *timeout, int err);

/* ---- Between tasks ----
 *
 * All of them are first come, first served, and all zero but for what is said
 * is how they begin; `name` may be set, for the report of a deadlock. */

struct async_waiter; /* somebody who waits: on that one's stack */

struct async_waiters {
    struct async_waiter *first, *last;
};

/* Begins as {.permits = n} (asyncio.Semaphore). */
struct async_semaphore {
    const char *name;
    int permits; /* left */
    struct async_waiters waiters;
};

/* Takes a permit. 0. Suspends, unless there is one and nobody waits. */
int async_semaphore_acquire(struct io *io, struct async_semaphore *semaphore);

/* Gives one back, or a new one. */
void async_semaphore_release(struct async_semaphore *semaphore);

/* Begins as {0} (asyncio.Lock). */
struct async_lock {
    const char *name;
    struct async_task *holder;
    struct async_waiters waiters;
};

/* Waits until it is free, and holds it. 0. It is not recursive, and a holder
 * that asks again waits for itself. Suspends, unless it is free. */
int async_lock_acquire(struct io *io, struct async_lock *lock);

/* Passes it to the first who waits. Any task may, as in asyncio. -EPERM:
 * nobody holds it. */
int async_lock_release(struct async_lock *lock);

/* Begins as {0}, or {.set = true} (asyncio.Event). */
struct async_event {
    const char *name;
    bool set;
    struct async_waiters waiters;
};

/* Waits until it is set. 0. Suspends, unless it is. */
int async_event_wait(struct io *io, struct async_event *event);

/* Wakes all who wait now, even if it is cleared before their turn. */
void async_event_set(struct async_event *event);
void async_event_clear(struct async_event *event);

/* Begins as {.lock = &lock} (asyncio.Condition). */
struct async_condition {
    const char *name;
    struct async_lock *lock;
    struct async_waiters waiters;
};

/* Releases the lock, waits to be notified, and holds it again, also when it
 * returns -ECANCELED. 0; -EPERM also when the caller does not hold the lock.
 * What was waited for may be gone again: check it in a loop. Suspends. */
int async_condition_wait(struct io *io, struct async_condition *condition);

/* Wakes the first `count` that wait, or all. The caller holds the lock;
 * -EPERM: nobody does. */
int async_condition_notify(struct async_condition *condition, int count);
int async_condition_notify_all(struct async_condition *condition);

/* A queue of pointers, bounded (asyncio.Queue). There is no unbounded one,
 * which would allocate, and no join(): a group waits for workers. In asyncio a
 * newcomer may overtake a task that was woken but had no turn yet; not so
 * here, where what woke a task is its own. */
struct async_queue {
    const char *name;
    void **slots;
    int capacity, first, count;
    struct async_semaphore items, spaces;
};

/* An empty queue in the caller's array of `capacity` slots, at least one. */
void async_queue_open(struct async_queue *queue, void **slots, int capacity);

/* Adds an item, or takes the oldest. 0. Suspends while the queue is full, or
 * empty, or others came first; a call that fails adds or takes nothing. */
int async_queue_put(struct io *io, struct async_queue *queue, void *item);
int async_queue_get(struct io *io, struct async_queue *queue, void **item);

/* The same at once. -EAGAIN: the queue is full, or empty (QueueFull,
 * QueueEmpty). */
int async_queue_put_nowait(struct async_queue *queue, void *item);
int async_queue_get_nowait(struct async_queue *queue, void **item);

/* ---- The world outside ---- */

/* Calls fn(arg) in a thread of libuv's pool (asyncio.to_thread), which has
 * UV_THREADPOOL_SIZE threads, 4 by default. -ECANCELED or -ETIMEDOUT mean
 * that it was never called: work that has begun cannot be stopped, and its
 * task waits for it (asyncio's would leave it behind). Suspends. */
int async_offload(struct io *io, void (*fn)(void *arg), void *arg);

/* Whether io_compute(), in all tasks of the loop, is to be async_offload()
 * from now on. It is not at first: then the work is done in place. */
void async_offload_compute(struct io *io, bool offload);

/* Waits until `fd` is ready for `events` (POLLIN, POLLOUT) and returns which
 * of them it is ready for. -EPERM: also a kind of file that is never waited
 * for; -EEXIST: another task waits for the same one. Suspends. */
int async_wait_fd(struct io *io, int fd, int events);

#ifdef __cplusplus
}
#endif

#endif
