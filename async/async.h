/* async.h -- an event loop for plain functions, modelled on asyncio.
 *
 * A task is a function that is handed a struct io (core/io.h). The calls below
 * marked "Suspends", and those of the io itself (io_sleep(), io_http_get() and
 * the rest), let the loop's other tasks run until what they wait for is there.
 * A loop has one thread: between two suspensions nothing interrupts a task,
 * and no other task runs.
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
 * Besides what its comment says, every call that suspends may return
 *   -ECANCELED  the task was cancelled: release what you hold and return this;
 *   -EPERM      the caller is not a running task using its own io: it is
 *               outside async_run(), inside io_compute(), or has another
 *               task's io. A debug build, or ASYNC_DEBUG, names the call;
 *   -ENOMEM     the wait has a deadline, and the loop's table of deadlines
 *               cannot grow. Waiting for tasks allocates nothing else.
 * Call nothing here from a signal handler, nor from a thread other than the
 * loop's. A call that takes no io never suspends, except async_group_wait().
 * Groups, semaphores, queues, arrays and names belong to the caller, and
 * usually live on a stack; they must stay there while tasks use them.
 *
 * Semantics are those of asyncio in CPython 3.11, with these differences:
 * - An exception is a negative result, CancelledError is -ECANCELED, and
 *   nothing unwinds: a task must check results and pass them on.
 * - Any function that a task calls may wait: there is no async def.
 * - Handles are not reference-counted: await or detach each one, once.
 * - The owner of a gather, a wait or a group resumes one turn after the last
 *   of its tasks, where asyncio takes two; whoever awaits a failing task of a
 *   group resumes two turns after it, where asyncio takes one.
 * - A time limit that has run out before a wait strikes as the wait begins;
 *   asyncio's strikes after the tasks that are ready have had their turns. */
#ifndef OVERLAP_ASYNC_ASYNC_H
#define OVERLAP_ASYNC_ASYNC_H

#include <poll.h>
#include <signal.h>
#include <stdbool.h>

#include "core/io.h"

#ifdef __cplusplus
extern "C" {
#endif

struct async_task;
struct async_group;

/* A task's function; what it returns is the task's result. */
typedef int async_fn(struct io *io, void *arg);

/* ---- Running ---- */

/* Makes a loop, runs fn(io, arg) as its first task, and returns that task's
 * result (asyncio.run). When the first task ends, those still alive are
 * cancelled and waited for. A task that swallows this is named on standard
 * error and cancelled again, once a second (asyncio would wait for ever).
 *
 * If SIGINT has its default action, the first Ctrl-C cancels the first task,
 * which may still clean up, and a second one kills the program
 * (asyncio.Runner); of several loops in a program, this holds for one.
 * -EINTR: the first task ended cancelled by it.
 *
 * -EDEADLK: tasks were alive, but nothing was left that could wake any of
 * them. Standard error says what each waited for, and they were cancelled.
 *
 * If descriptor 0, 1 or 2 is closed, a placeholder that can be neither read
 * nor written takes its number for good, lest messages end up in whatever file
 * is opened next.
 *
 * -EALREADY: this thread is in async_run() already. -ENOMEM, -EMFILE: no loop
 * could be made. It may be called again afterwards, and in other threads.
 *
 * With ASYNC_DEBUG=1 in the environment, a task that blocks the others for
 * 100 ms or more at a stretch is named on standard error, with the duration,
 * and so is one that was cancelled but returns no error. ASYNC_DEBUG=20ms, or
 * 2s, sets another limit; 0 is off, and so is, after a line that says so,
 * whatever is none of these. At the limit, while the task still blocks, its
 * stack is printed, from the innermost call out to the task's entry, or to
 * main() from within io_compute(); and a command (addr2line) that finds in it
 * the names and, if compiled with -g, the lines. In a program linked with
 * -rdynamic, functions that are not static have their names in the stack.
 *     This takes a signal, SIGURG, once in such a stretch: a sleep() or poll()
 * that it finds ends early (EINTR), a read() goes on. A program that handles
 * SIGURG itself, or blocks it, gets no stacks. */
int async_run(async_fn *fn, void *arg);

/* ---- Tasks ---- */

/* How to make a task. All zero: as async_spawn() does. */
struct async_options {
    const char *name;          /* for reports; must outlive the task */
    size_t stack_bytes;        /* its own need; 0: 64 KiB in all */
    struct async_group *group; /* NULL: none */
    bool eager;                /* begin at once, see async_spawn_with() */
};

/* Enough stack_bytes for a task that has a few small frames of its own and
 * calls only io_sleep() and what is declared below, up to "The world outside".
 * What those calls need is added to any stack_bytes: it depends on how the
 * library was compiled, and is measured when stack_bytes is first used.
 * printf() needs more, and so does fetching a page, querying a database or
 * reading a file. A parked task then costs 0.7 KiB instead of 4.
 *
 * Signal handlers need a stack of their own (SA_ONSTACK, and the sigaltstack()
 * that async_run() provides). ASYNC_DEBUG puts a guard page below small
 * stacks, too: try it before you trust a number. */
#define ASYNC_STACK_SMALL 40

/* Makes a task that calls fn(io, arg) when its turn comes, which is not before
 * the caller suspends (asyncio.create_task). If `task` is not NULL it receives
 * a handle, which must be given to async_await() or async_detach() once.
 * Returns 0; -ENOMEM: no memory, or no mappings, for its stack; -EPERM: the
 * caller is not a task; -ESHUTDOWN: see async_group_spawn().
 *
 * Stacks are committed as they are used. Below each lies a guard page: an
 * overflow ends the program with a message that names the task. Stacks smaller
 * than a page have no guard: there the message comes when the task next waits
 * or ends, before any other task runs. */
int async_spawn(struct io *io, async_fn *fn, void *arg,
                struct async_task **task);

/* The same, as `options` say. An eager task begins at once, while the caller,
 * which does not suspend, stands still; the caller goes on when the task first
 * suspends or has ended (asyncio.eager_task_factory, from CPython 3.12 on). A
 * task of a group that fails so soon is done a turn later. */
int async_spawn_with(struct io *io, const struct async_options *options,
                     async_fn *fn, void *arg, struct async_task **task);

/* Waits for `task` to end and returns its result. The handle is used up,
 * whatever is returned. As in asyncio, cancelling a caller that waits, or is
 * about to, cancels `task` instead, and the caller gets the result of that.
 * `task` goes on if the caller gets -ENOMEM, or -ECANCELED because tasks await
 * each other in a circle. -EDEADLK: a task awaits itself. Suspends, unless
 * `task` has ended. */
int async_await(struct io *io, struct async_task *task);

/* The same, but a caller that is cancelled leaves `task` alone and returns
 * -ECANCELED at once (asyncio.shield). The handle is not used up: `task` must
 * still be awaited or detached. Suspends, unless `task` has ended. */
int async_shield(struct io *io, struct async_task *task);

/* Gives up a handle: the task goes on, and its result is lost. */
void async_detach(struct async_task *task);

/* Makes the wait that `task` is in, or else its next one, return -ECANCELED:
 * that wait only, so that the task can still wait while it cleans up. As in
 * asyncio, this includes a wait that is over but whose task has not had its
 * turn yet; a permit or an item that it was given passes to the next in line.
 * A task that has not begun never does, and its result is -ECANCELED; one that
 * has ended stays as it is. Work that a pool thread has begun for it is
 * finished first, and the wait after that returns -ECANCELED. `task` may be
 * the caller itself. */
void async_cancel(struct async_task *task);

/* How many times the calling task was cancelled, less what was taken back
 * (Task.cancelling). A task that swallows a cancellation on purpose and means
 * to live on takes it back by async_uncancel(), which returns how many are
 * left; at 0, a cancellation not delivered yet is dropped, too (as from
 * CPython 3.13 on). Both return -EPERM outside a task. */
int async_cancelling(struct io *io);
int async_uncancel(struct io *io);

/* Lets every other task that is ready run first (asyncio.sleep(0)). Returns 0.
 * Suspends. For other durations asyncio.sleep() is io_sleep() of core/io.h,
 * which does not suspend for 0. */
int async_yield(struct io *io);

/* The calling task's own handle (asyncio.current_task), by which others may
 * cancel it while it lives; it cannot await itself. NULL outside a task. */
struct async_task *async_self(struct io *io);

/* Whether `task` has ended. */
bool async_done(const struct async_task *task);

#define ASYNC_NAME_MAX 24

/* Its name; if it was given none, "Task-7", say, written to `number`. The first
 * task is Task-1. */
const char *async_name(const struct async_task *task,
                       char number[ASYNC_NAME_MAX]);

/* Stores up to `capacity` of the loop's tasks that have not ended in `tasks`,
 * in no particular order (asyncio.all_tasks). Returns how many there are,
 * which may be more, or -EPERM outside a task. */
int async_list(struct io *io, struct async_task **tasks, int capacity);

/* ---- Several tasks ---- */

/* One of several tasks waited for. Set `task`; the rest is filled in. */
struct async_watch {
    struct async_task *task;
    bool done;                       /* false: it is pending */
    int result;                      /* of a task that is done */
    struct async_watch *next, *prev; /* private */
    struct async_join *join;         /* private */
    struct async_completed *among;   /* private */
};

enum async_when {
    ASYNC_ALL_DONE,     /* ALL_COMPLETED */
    ASYNC_FIRST_FAILED, /* FIRST_EXCEPTION: being cancelled is no failure */
    ASYNC_FIRST_DONE,   /* FIRST_COMPLETED */
};

/* Waits until all of `count` tasks, or one, have ended, as `when` says, but for
 * `ns` nanoseconds at most; IO_NEVER sets no limit (asyncio.wait). Returns how
 * many are done, which may be 0 when the time is up; the watches say which. It
 * cancels no task, does not fail when one does, and uses up no handle. -EINVAL:
 * count is not above 0. Suspends, unless enough have ended. */
int async_wait(struct io *io, struct async_watch *watches, int count,
               enum async_when when, uint64_t ns);

/* Tasks in the order in which they end (asyncio.as_completed). Private. */
struct async_completed {
    struct async_watch *watches;
    int count;
    int left;                         /* not handed out yet */
    struct async_watch *first, *last; /* ended, but not handed out */
    struct async_task *waiter;        /* in async_completed_next(), or NULL */
};

/* Begins to watch `count` tasks; the watches must stay until
 * async_completed_close(). Those that have ended already come first. */
void async_completed_open(struct async_completed *completed,
                          struct async_watch *watches, int count);

/* Waits for the next task to end, and stores its watch, which has its result.
 * It uses up no handle. Returns 0; -ENOENT: all have been handed out. One task
 * at a time may call it. Suspends, unless one has ended. */
int async_completed_next(struct io *io, struct async_completed *completed,
                         struct async_watch **watch);

/* Watches them no more, whether they have ended or not. */
void async_completed_close(struct async_completed *completed);

/* A call for a task of its own to make. Set `fn` and `arg`. */
struct async_call {
    async_fn *fn;
    void *arg;
    int result;               /* -EINPROGRESS if it had not ended */
    struct async_watch watch; /* private */
};

/* Makes a task for each of `count` calls, in order, and waits for them
 * (asyncio.gather). The results are in the order of the calls, whichever ends
 * first. Returns 0 once all have succeeded, or the first error as soon as it
 * happens: the other calls then *go on*, so what their `arg` points to must
 * stay, and their results are lost. Cancelling a caller that waits cancels
 * them all; if it was cancelled before, none of them begins. -ENOMEM: none of
 * them began. Suspends, unless `count` is 0. */
int async_gather(struct io *io, struct async_call *calls, int count);

/* The same with return_exceptions=True: waits for all, and an error is a
 * result like any other. Returns 0, or -ECANCELED: the caller was cancelled,
 * and all have ended. */
int async_gather_all(struct io *io, struct async_call *calls, int count);

/* ---- Groups ---- */

/* A task of a group that failed. */
struct async_failure {
    struct async_task *task; /* may be gone: only compare it */
    const char *name;        /* given when it was made, or NULL */
    void *arg;
    int err;
};

/* Tasks that fail together (asyncio.TaskGroup): the first one to return an
 * error other than -ECANCELED makes the group cancel the others, and its owner
 * too, so that whatever the owner is waiting for ends. The group lives on its
 * owner's stack, and the owner must wait for it before returning. */
struct async_group {
    struct async_task *owner;
    struct async_task *tasks;       /* alive, newest first */
    int err;                        /* of the first task that failed */
    int failed;                     /* tasks that did */
    int swallowed;                  /* cancelled, but returned no error */
    struct async_failure *failures; /* set by async_group_report() */
    int failure_capacity;
    bool aborting;       /* a task failed, or the owner gave up */
    bool waited_for;     /* the owner is in async_group_wait() */
    bool over;           /* that has returned: the next spawn starts afresh */
    bool owner_canceled; /* by the group */
    int owner_err;       /* given to async_group_fail() */
};

void async_group_open(struct async_group *group, struct io *owner);

/* Has failures stored in `failures` in the order in which they happen, as far
 * as there is room; group->failed counts them all (ExceptionGroup). The array
 * must stay until async_group_wait() has returned. */
void async_group_report(struct async_group *group,
                        struct async_failure *failures, int capacity);

/* As async_spawn(), into the group; any task of the loop may call it.
 * -ESHUTDOWN: a task of the group has failed, or its owner gave up; asyncio
 * raises RuntimeError. */
int async_group_spawn(struct async_group *group, async_fn *fn, void *arg);

/* Cancels every task in the group. */
void async_group_cancel(struct async_group *group);

/* For an owner that fails with `err` between open and wait (an exception in
 * the body of `async with`): cancels all tasks, and counts as the last
 * failure, unless `err` is -ECANCELED, because the owner was cancelled. The
 * owner must still wait. */
void async_group_fail(struct async_group *group, int err);

/* Waits until no task is left in the group, which may then be used again.
 * Returns 0, the error of the first failure, or else -ECANCELED if anyone but
 * the group cancelled the owner; that cancels the tasks, too. failed, err and
 * swallowed stay until the next spawn. -EPERM: the caller is not the owner.
 * Suspends, unless no task is left. */
int async_group_wait(struct async_group *group);

/* ---- Time limits ---- */

/* A time limit on a stretch of a task (asyncio.timeout), kept on the task's
 * stack. They nest: the last one opened is closed first.
 *
 *     struct async_timeout limit;
 *     async_timeout_open(&limit, io, 500 * MS);
 *     int err = do_it(io);
 *     err = async_timeout_close(&limit, err);
 *
 * When the time is up the task is cancelled, as if by another task. asyncio's
 * wait_for() is such a limit around async_await(). */
struct async_timeout {
    struct async_task *task;
    struct async_timeout *outer;
    uint64_t due_ns;
    int cancelling; /* async_cancelling() when it was opened */
    bool expired;
};

/* Sets a limit `ns` from now, or none if IO_NEVER. Returns 0, or -EPERM outside
 * a task; closing it then does nothing. */
int async_timeout_open(struct async_timeout *timeout, struct io *io,
                       uint64_t ns);

/* The same for a limit at `due_ns`, on the clock of io_now_ns()
 * (asyncio.timeout_at). */
int async_timeout_open_at(struct async_timeout *timeout, struct io *io,
                          uint64_t due_ns);

/* Moves the limit to `due_ns`, or takes it away if that is IO_NEVER
 * (Timeout.reschedule). Returns 0; -EALREADY: it has expired; -EPERM: the
 * caller is not the task that opened it, which asyncio does not ask for. */
int async_timeout_reschedule(struct async_timeout *timeout, uint64_t due_ns);

/* Returns `err`, or -ETIMEDOUT in place of an -ECANCELED that only this limit
 * caused. Even if the body swallowed that, `expired` is set. */
int async_timeout_close(struct async_timeout *timeout, int err);

/* ---- Between tasks ----
 *
 * All of them serve first come, first served. Initialise them as their comments
 * say; what is not mentioned is zero. `name`, if set, shows up in the report of
 * a deadlock. */

struct async_waiter; /* a task that waits: on that task's stack */

struct async_waiters {
    struct async_waiter *first, *last;
};

/* Begins as {.permits = n} (asyncio.Semaphore), or as {.permits = n, .bound =
 * n} (asyncio.BoundedSemaphore). */
struct async_semaphore {
    const char *name;
    int permits; /* left */
    int bound;   /* there are never more; 0: any number */
    struct async_waiters waiters;
};

/* Takes a permit. Returns 0. Suspends, unless one is left. */
int async_semaphore_acquire(struct io *io, struct async_semaphore *semaphore);

/* Gives a permit back, or adds one. Returns 0; -EINVAL: there would be more
 * than its bound (ValueError). */
int async_semaphore_release(struct async_semaphore *semaphore);

/* Begins as {0} (asyncio.Lock). */
struct async_lock {
    const char *name;
    struct async_task *holder;
    struct async_waiters waiters;
};

/* Waits until the lock is free, and takes it. Returns 0. It is not recursive: a
 * holder that asks again waits for itself. Suspends, unless it is free. */
int async_lock_acquire(struct io *io, struct async_lock *lock);

/* Passes the lock to the first task that waits for it. Any task may, as in
 * asyncio. Returns 0; -EPERM: nobody holds it. */
int async_lock_release(struct async_lock *lock);

/* Begins as {0}, or {.set = true} (asyncio.Event). */
struct async_event {
    const char *name;
    bool set;
    struct async_waiters waiters;
};

/* Waits until the event is set. Returns 0. Suspends, unless it is set. */
int async_event_wait(struct io *io, struct async_event *event);

/* Wakes all that wait now, even if it is cleared before their turn. */
void async_event_set(struct async_event *event);
void async_event_clear(struct async_event *event);

/* Begins as {.lock = &lock} (asyncio.Condition). */
struct async_condition {
    const char *name;
    struct async_lock *lock;
    struct async_waiters waiters;
};

/* Releases the lock, waits to be notified, and takes the lock again, also when
 * it returns -ECANCELED. Returns 0; -EPERM also means that the caller does not
 * hold the lock. The condition may be false again by then: check it in a loop.
 * Suspends. */
int async_condition_wait(struct io *io, struct async_condition *condition);

/* Does so until holds(arg) is true, which it asks first, always under the lock
 * (Condition.wait_for). Returns 0, or an error of such a wait. Suspends, unless
 * it is true at once. */
int async_condition_wait_for(struct io *io, struct async_condition *condition,
                             bool (*holds)(void *arg), void *arg);

/* Wakes the first `count` that wait, or all. The caller must hold the lock.
 * Returns 0; -EPERM: nobody holds it. */
int async_condition_notify(struct async_condition *condition, int count);
int async_condition_notify_all(struct async_condition *condition);

/* Begins as {.parties = n} (asyncio.Barrier). */
struct async_barrier {
    const char *name;
    int parties; /* how many go on together */
    int arrived; /* and wait for the others */
    unsigned round;
    bool broken;
    struct async_waiters waiters;
};

/* Waits until as many tasks as there are parties have arrived. Returns how many
 * had arrived before this one: 0 and up, so that one of them is told apart. A
 * task that is cancelled while it waits no longer counts. -EPIPE: the barrier
 * was reset meanwhile, or is broken (BrokenBarrierError). Who comes again need
 * not wait until all have gone, as in asyncio. Suspends, unless it is the last
 * to arrive. */
int async_barrier_wait(struct io *io, struct async_barrier *barrier);

/* Ends the waits of all that have arrived, with -EPIPE. After the first call
 * the barrier can be used again; the second one leaves it broken. */
void async_barrier_reset(struct async_barrier *barrier);
void async_barrier_abort(struct async_barrier *barrier);

/* A bounded queue of pointers (asyncio.Queue). There is no unbounded one, which
 * would allocate. In asyncio a newcomer may overtake a task that was woken but
 * has not had its turn yet; not so here: the item or space that woke a task is
 * kept for it. */
struct async_queue {
    const char *name;
    void **slots;
    int capacity, first, count;
    int unfinished; /* items put, less calls of async_queue_task_done() */
    bool newest_first;
    bool shut;
    int (*compare)(const void *a, const void *b);
    struct async_semaphore items, spaces;
    struct async_waiters joiners;
};

/* Makes an empty queue in the caller's array of `capacity` slots, 1 or more,
 * that hands out the oldest item first, the newest (LifoQueue), or the least
 * (PriorityQueue): compare(a, b), of two items, is below, at or above 0 as
 * qsort()'s is; in which order equal ones come is not said. */
void async_queue_open(struct async_queue *queue, void **slots, int capacity);
void async_queue_open_newest_first(struct async_queue *queue, void **slots,
                                   int capacity);
void async_queue_open_least_first(struct async_queue *queue, void **slots,
                                  int capacity,
                                  int (*compare)(const void *a, const void *b));

/* Adds an item, or takes the next. Returns 0; a call that fails adds or takes
 * nothing; -ESHUTDOWN: the queue is shut, and for a get it is empty, too.
 * Suspends while the queue is full (put) or empty (get), or others came
 * first. */
int async_queue_put(struct io *io, struct async_queue *queue, void *item);
int async_queue_get(struct io *io, struct async_queue *queue, void **item);

/* The same, without waiting. -EAGAIN: the queue is full or empty, or what is
 * left is kept for others (QueueFull, QueueEmpty). */
int async_queue_put_nowait(struct async_queue *queue, void *item);
int async_queue_get_nowait(struct async_queue *queue, void **item);

/* Says that an item that was taken has been dealt with (Queue.task_done).
 * Returns 0; -EINVAL: it was said of all (ValueError). */
int async_queue_task_done(struct async_queue *queue);

/* Waits until that was said of every item put. Returns 0. Suspends, unless it
 * was (Queue.join). */
int async_queue_join(struct io *io, struct async_queue *queue);

/* Ends the queue: from now on a put returns -ESHUTDOWN, and so does a get once
 * the queue is empty; so do those that wait (Queue.shutdown, CPython 3.13). At
 * once: what is in the queue is dropped, as if it had been dealt with. */
void async_queue_shutdown(struct async_queue *queue);
void async_queue_shutdown_at_once(struct async_queue *queue);

/* ---- The world outside ---- */

/* Calls fn(arg) in a thread of libuv's pool (asyncio.to_thread), which has
 * UV_THREADPOOL_SIZE threads, 4 by default. Returns 0; -ECANCELED or -ETIMEDOUT
 * mean that fn was never called: work that has begun cannot be stopped, and its
 * task waits for it (asyncio's would abandon it); nor was it with -EAGAIN or
 * -ENOMEM: the pool can't have its threads. Suspends. */
int async_offload(struct io *io, void (*fn)(void *arg), void *arg);

/* Whether io_compute(), in all tasks of the loop, works like async_offload()
 * from now on. At first it does not: the work is done in place. */
void async_offload_compute(struct io *io, bool offload);

/* Has io_uring, which needs no pool, do the file calls of all tasks of the loop
 * from now on. Returns 0; -ENOTSUP: the library was built without liburing;
 * -ELIBACC: that is not installed; -EPERM, -ENOSYS: the kernel does not allow
 * io_uring, or does not have it; -ENOMEM, -EMFILE: it could not be set up. */
int async_files_ring(struct io *io);

/* Waits until `fd` is ready for any of `events` (POLLIN, POLLOUT) and returns
 * those it is ready for; if it has an error or was hung up, all of `events`, as
 * using it will not block. Several tasks may wait for one descriptor, one to
 * read and one to write, say; each that it is ready for resumes. It may be
 * closed at any time when no task waits for it. -EPERM also means that no one
 * can wait for its kind of file; -EBADF: it is not open. Suspends. */
int async_wait_fd(struct io *io, int fd, int events);

/* io_http_get() for any request, with the answer's body and headers (aiohttp's
 * session.request()). reply->bytes is the body's true length, also when the
 * buffer was too small. An answer with a status of 400 or more has a body, too.
 * The result is io_http_get()'s, or what on_body() returned. Suspends. */
int async_fetch(struct io *io, const struct io_request *request,
                struct io_reply *reply);

/* Closes `fd`. Tasks that wait for it, if any do, get -EBADF: by close() alone
 * they would wait on. Returns what close() does, or -errno. */
int async_close(struct io *io, int fd);

/* By which any thread, and a signal handler, wakes a task of a loop
 * (asyncio's loop.call_soon_threadsafe). */
struct async_bell {
    int fd;
};

/* 0; -EMFILE, -ENFILE or -ENOMEM. Whoever opened it closes it, when nobody
 * rings or waits any more. */
int async_bell_open(struct async_bell *bell);
void async_bell_close(struct async_bell *bell);

/* May be called from anywhere. Never waits. What the caller wrote before is
 * there for the task that it wakes. */
void async_bell_ring(struct async_bell *bell);

/* Waits until it rings. Returns how often it did since the last wait. Suspends,
 * unless it did. */
int async_bell_wait(struct io *io, struct async_bell *bell);

/* A signal that tasks wait for, instead of what it does by itself
 * (loop.add_signal_handler). */
struct async_signal {
    int number;
    struct async_bell bell;
    struct sigaction before; /* what it did */
};

/* 0; -EBUSY: the program has such a wait already; -EINVAL: it cannot be waited
 * for, as SIGKILL; or what async_bell_open() says. Closing it gives the signal
 * back what it did before. */
int async_signal_open(struct async_signal *wanted, int number);
void async_signal_close(struct async_signal *wanted);

/* Waits until it comes. Returns how often it came since the last wait, as far
 * as the kernel tells it apart. Suspends, unless it came. */
int async_signal_wait(struct io *io, struct async_signal *wanted);

/* A program that was started. What it reads and writes are sockets, for
 * io_recv(), io_send() and the rest of core/sockets.h. */
struct async_process {
    pid_t pid;
    int in, out, err; /* -1: not asked for, or closed */
    int pid_fd;       /* private */
    int status;       /* once it has ended; until then -EINPROGRESS */
};

/* Which of these to connect; what is not is the caller's own. */
enum async_process_ends {
    ASYNC_PROCESS_IN = 1,
    ASYNC_PROCESS_OUT = 2,
    ASYNC_PROCESS_ERR = 4,
};

/* Starts argv[0], looked for in PATH, with the words of `argv`, of which the
 * last is followed by NULL (asyncio.create_subprocess_exec), as the leader of a
 * process group of its own. Returns 0, or why it could not: -ENOENT, -EACCES,
 * -EMFILE, -ENOMEM or another. */
int async_process_start(struct async_process *process, char *const *argv,
                        int ends);

/* Closes its standard input, so that it reads the end. */
void async_process_close_in(struct async_process *process);

/* Waits until it has ended. Returns its exit status, or 256 plus the number of
 * the signal that ended it. A caller that is cancelled, or whose time is up,
 * leaves it running. Suspends, unless it has ended. */
int async_process_wait(struct io *io, struct async_process *process);

/* Sends a signal to its process group. 0; -ESRCH: it has ended. */
int async_process_signal(struct async_process *process, int number);

/* Leaves nothing of it: closes its ends, and if it is still running sends it
 * SIGTERM and, `grace_ns` later, SIGKILL, with its process group. Must be
 * called for each that was started. Returns as async_process_wait() does; only
 * the caller's next wait is cancelled if it is cancelled meanwhile. Suspends,
 * unless it has ended. */
int async_process_end(struct io *io, struct async_process *process,
                      uint64_t grace_ns);

/* A connection that async_serve() has accepted. Private. */
struct async_connection {
    struct async_server *server;
    struct async_connection *next; /* free one */
    int fd;
    int stream; /* what struct io says of it */
};

/* How connections are served. Set what is not private. */
struct async_server {
    int listener; /* as io_listen() makes it */
    /* Serves one connection, whose descriptor is closed when it returns; what
     * it returns is lost. */
    int (*serve)(struct io *io, int fd, void *arg);
    void *arg;
    struct async_connection *places; /* of all that are served at once */
    int count;
    struct async_connection *free; /* private */
    struct async_semaphore vacant; /* private */
};

/* Accepts connections, and serves each in a task of its own, as many at once as
 * there are places (asyncio.start_server). Until it is cancelled: then it
 * accepts no more, waits for those that are served, and returns -ECANCELED;
 * if it is cancelled once more meanwhile, it cancels them, too. -ENOMEM: no
 * task could be made. Suspends. */
int async_serve(struct io *io, struct async_server *server);

#ifdef __cplusplus
}
#endif

#endif
