/* loop.h -- what the files of the runtime know of each other.
 *
 * A loop owns its tasks, the queue of those that are ready, and a libuv loop,
 * which tells it what has happened outside. A task runs until it waits, and
 * then switches to the next ready one, without a detour through the loop.
 *
 * No code on a task's stack calls libuv, libcurl, SQLite or malloc: it has the
 * loop do so, by task_call(), so that these run on the loop's large stack and
 * the task's own can stay small. */
#ifndef OVERLAP_ASYNC_RUNTIME_LOOP_H
#define OVERLAP_ASYNC_RUNTIME_LOOP_H

#include <stdatomic.h>
#include <stdio.h>
#include <uv.h>

#include "async/async.h"
#include "async/runtime/coroutine.h"
#include "async/runtime/stack.h"
#include "async/runtime/timers.h"

struct loop;

enum task_state {
    TASK_READY,     /* in the queue, or running */
    TASK_WAITING,   /* for an event, a deadline, or to be cancelled */
    TASK_COMMITTED, /* in a wait that cannot be cancelled */
    TASK_DONE,
};

/* A kind of wait for something inside this library. */
struct wait_kind {
    const char *what; /* is waited for: "lock" */
    /* Prints which one, for a person to read; may be NULL. */
    void (*describe)(const void *object, FILE *out);
    /* Passes a cancellation on instead of ending the wait; false: there was no
     * task to pass it to. NULL: the wait ends. */
    bool (*cancel)(void *object);
};

/* Lies at the top of its stack's memory, and is small so that this can be. */
struct async_task {
    struct io io; /* first: the io is the task */
    struct loop *loop;
    struct async_task *next; /* in the ready queue, or of the idle ones */
    struct coroutine coroutine;
    async_fn *fn;
    void *arg;
    uint64_t wake_ns; /* its deadline, or IO_NEVER */
    uint64_t look_ns; /* when its timer is due; IO_NEVER: it has none */
    uint32_t turn;    /* of that timer */
    unsigned number;
    int result;     /* of the wait under way, and finally of the task */
    int cancelling; /* requests not taken back */
    uint8_t state;  /* enum task_state */
    bool canceled;  /* the next wait returns -ECANCELED */
    bool kept;      /* there is a handle */
    bool passing;   /* a cancellation on, which must not come back to it */
    bool checked;   /* after each step: loop->debug, or no guard page */
    struct async_watch *watches; /* those who wait for it to end */
    struct async_timeout *timeouts;
    const struct wait_kind *kind;     /* of the wait under way, or NULL */
    void *object;                     /* that it waits for */
    struct async_group *group;        /* NULL: none */
    struct async_task *older, *newer; /* in the group */
    const char *name;                 /* may be NULL */
    struct fetcher *fetcher;          /* its HTTP session, from the first GET */
    struct stack_pool *pool;
    struct async_task *made_before; /* the list of all that were made */
};

/* What connects a loop and its tasks to the world outside. */
struct outside {
    const struct io_ops *io;
    size_t (*stack_bytes)(bool debug); /* that the library's calls need */
    void (*task_over)(struct async_task *task); /* for one with a fetcher */
    void (*loop_over)(struct loop *loop); /* after its tasks, before libuv */
};

struct loop {
    const struct outside *outside;
    uv_loop_t uv;
    uv_poll_t clock; /* a timerfd, one for all deadlines */
    int clock_fd;
    uint64_t clock_ns; /* it is set for, or IO_NEVER; 0: it has just fired */
    uv_async_t alarm;  /* wakes the loop from a signal handler */
    atomic_bool interrupted;
    bool interrupt_told; /* the first task was cancelled for it */
    struct timers timers;
    struct coroutine coroutine; /* the stack that async_run() was called on */
    struct async_task *first;   /* the task that async_run() made */
    struct async_task *running;
    struct async_task *ready, *ready_last; /* a queue */
    int ready_count;
    int steps_left;          /* tasks to resume before the loop's next turn */
    void (*call)(void *arg); /* what a task asked the loop to call */
    void *call_arg;
    struct stack_pool stacks;  /* of the usual size; the first of a list */
    struct async_task *made;   /* the newest */
    unsigned numbers;          /* given to tasks so far */
    int live;                  /* tasks that have not ended */
    struct web *web;           /* drives all fetches; NULL before the first */
    struct permit_line *lines; /* one for each io_permits waited for */
    bool offload;
    bool deadlocked;
    bool more_due;      /* more deadlines may have come */
    bool debug;         /* ASYNC_DEBUG=1 */
    bool probing;       /* stacks are painted, and steps are not reported */
    uint64_t step_ns;   /* when this step began; exact only in debug */
    void *signal_stack; /* ours, if the thread had none; else NULL */
    uint64_t nag_ns; /* when tasks that outlive the run are cancelled again */
};

/* The loop that this thread is running, or NULL. */
extern _Thread_local struct loop *loop_current;

/* loop.c */

/* async_run(), told what lies outside the loop. */
int loop_run(const struct outside *outside, async_fn *fn, void *arg);

/* For the end of a callback that libuv calls before it waits for events: makes
 * it not wait if a task became ready. */
void loop_hurry(struct loop *loop);

/* Runs tasks that wait for nothing outside until all have ended, without
 * libuv. */
void loop_run_inside(struct loop *loop);

/* Frees the tasks, their stacks and the timers. */
void loop_free_tasks(struct loop *loop);

/* task.c */

/* Makes a task, or reuses an idle one, and readies it. NULL: no memory. The
 * caller is on the stack of the running task or of the loop. */
struct async_task *task_spawn(struct loop *loop,
                              const struct async_options *options, async_fn *fn,
                              void *arg);

/* Makes a task that is done, and has no handle, available for reuse. */
void task_free(struct async_task *task);

/* The lowest address of its stack. */
char *task_stack(const struct async_task *task);

/* cancel.c: makes the wait that `task` is in return -ECANCELED, or passes the
 * cancellation on. */
void task_cancel_wait(struct async_task *task);

/* suspend.c */

/* The running task, if `io` is its own and the caller is on its stack; else
 * NULL, and a debug build, or ASYNC_DEBUG=1, names `call`. */
struct async_task *task_enter(const struct io *io, const char *call);

/* The same, for a call that takes no io. */
struct async_task *task_running(const char *call);

/* Readies `task`, behind all that are ready already. */
void task_ready(struct async_task *task);

/* Takes the first of the ready tasks off the queue; NULL: none is. */
struct async_task *task_next(struct loop *loop);

/* Leaves `task` for the next ready one, or for the loop if it is the loop's
 * turn. Returns when `task` is resumed. */
void task_leave(struct async_task *task);

/* Suspends the running task until task_wake(), whose result it returns, until
 * the clock reads `until_ns` (-ETIMEDOUT), or until it is cancelled
 * (-ECANCELED), even after it was woken. The caller has to undo what would have
 * woken it, or did. -ENOMEM: no room for the deadline. */
int task_wait(struct async_task *task, uint64_t until_ns);

/* The same, for a wait of `kind` for `object`. */
int task_wait_for(struct async_task *task, const struct wait_kind *kind,
                  void *object, uint64_t until_ns);

/* The same, without a deadline, and cancelled or not. */
void task_wait_committed(struct async_task *task);

/* Readies `task` if it is waiting; its wait returns `result`. */
void task_wake(struct async_task *task, int result);

/* Calls fn(arg) on the loop's stack. */
void task_call(struct async_task *task, void (*fn)(void *arg), void *arg);

/* The task whose io it is. */
static inline struct async_task *task_of(struct io *io)
{
    return (struct async_task *)io;
}

/* watch.c: a task's wait for some of several others to end. */
struct async_join {
    struct async_task *waiter;
    int left; /* tasks that have not ended */
    enum async_when when;
    bool cancel_fails; /* -ECANCELED is a failure, too */
    bool over;         /* enough have ended */
    int err;           /* the first failure */
};

/* Adds a watch on watch->task, which may have ended already. */
void watch_add(struct async_watch *watch, struct async_join *join);

/* Takes the watch off, unless it is done. */
void watch_remove(struct async_watch *watch);

/* Tells all who watch `task` that it has ended. */
void watches_tell(struct async_task *task);

/* group.c: a task enters its group and leaves it with its result. */
void group_enter(struct async_group *group, struct async_task *task);
void group_leave(struct async_task *task);

/* timeout.c */

/* The earliest of `until_ns` and those of the task's time limits that have not
 * expired. */
uint64_t timeouts_next_ns(const struct async_task *task, uint64_t until_ns);

/* Cancels the task for each limit that has expired by `now_ns`; false: none
 * has. */
bool timeouts_expire(struct async_task *task, uint64_t now_ns);

/* clock.c: wakes the loop at a deadline. */
int clock_open(struct loop *loop);
void clock_set(struct loop *loop, uint64_t due_ns); /* or IO_NEVER */
void clock_close(struct loop *loop);

/* interrupt.c: Ctrl-C. */
void interrupt_open(struct loop *loop);
void interrupt_close(struct loop *loop);

/* overflow.c: ends the program when a stack overflows. */
#define MARK_BYTES sizeof(uint64_t)
int overflow_open(struct loop *loop);
void overflow_close(struct loop *loop);
void overflow_mark(struct async_task *task);  /* if it has no guard page */
void overflow_check(struct async_task *task); /* that the mark is intact */

/* report.c: messages to people, on standard error. */
void report_deadlock(const struct loop *loop);
void report_survivors(const struct loop *loop);
void report_swallowed(struct async_task *task);
void report_step(const struct async_task *task, uint64_t ns);
void report_unguarded(void);

#endif
