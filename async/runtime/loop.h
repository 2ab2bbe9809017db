/* loop.h -- what the files of the runtime know of each other.
 *
 * A loop owns its tasks, the queue of those that are ready, and one libuv
 * loop that tells which become so. Tasks run until they wait; a task that
 * waits hands over to the next ready one without passing through the loop.
 *
 * A task never calls libuv, libcurl, SQLite or malloc itself: it asks the loop
 * to, by task_call(), so that those run on the loop's large stack, and the
 * task's own holds little while it waits. */
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
    TASK_COMMITTED, /* waiting for what cannot be cancelled */
    TASK_DONE,
};

/* What a task waits for, when that is a part of this library. */
struct wait_kind {
    const char *what; /* "the lock" */
    /* What is particular about it, for a person; may be NULL. */
    void (*describe)(const void *object, FILE *out);
    /* Passes a cancellation on instead of ending the wait; false: there is
     * nobody to pass it to. NULL: the wait ends. */
    bool (*cancel)(void *object);
};

/* It lies at the top of its own stack's memory, and is small: so may that
 * be. */
struct async_task {
    struct io io; /* first: the io is the task */
    struct loop *loop;
    struct async_task *next; /* in the ready queue or among the idle */
    struct coroutine coroutine;
    async_fn *fn;
    void *arg;
    uint64_t wake_ns; /* when the loop looks at it by itself, or IO_NEVER */
    uint64_t look_ns; /* when its entry among the timers is due; or none */
    uint32_t turn;    /* of that entry */
    unsigned number;
    int result;     /* of the wait under way, and at last of the task */
    int cancelling; /* requests not taken back */
    uint8_t state;  /* enum task_state */
    bool canceled;  /* the next wait shall return -ECANCELED */
    bool kept;      /* there is a handle */
    bool passing;   /* a cancellation on: it must not come round to here */
    bool checked;   /* at each step, for what debuggers check */
    struct async_watch *watches; /* who waits for it to end */
    struct async_timeout *timeouts;
    const struct wait_kind *kind;     /* of the wait under way … */
    void *object;                     /* … and what it is about */
    struct async_group *group;        /* NULL: none */
    struct async_task *older, *newer; /* in the group */
    const char *name;                 /* may be NULL */
    struct fetcher *fetcher;          /* its HTTP session, from the first GET */
    struct stack_pool *pool;
    struct async_task *made_before; /* of all that the loop ever made */
};

/* What the tasks of a loop can wait for outside of it. */
struct outside {
    const struct io_ops *io;
    size_t (*stack_bytes)(bool debug); /* that calls take, of any stack */
    void (*task_over)(struct async_task *task); /* it had a fetcher */
    void (*loop_over)(struct loop *loop); /* its tasks are; libuv runs on */
};

struct loop {
    const struct outside *outside;
    uv_loop_t uv;
    uv_poll_t clock; /* a timerfd: the only one for all deadlines */
    int clock_fd;
    uint64_t clock_ns; /* the deadline it is set for; 0: none */
    uv_async_t alarm;  /* wakes the loop from a signal handler */
    atomic_bool interrupted;
    bool interrupt_told; /* to the first task */
    struct timers timers;
    struct coroutine coroutine; /* the stack that async_run() was called on */
    struct async_task *first;   /* the task that async_run() made */
    struct async_task *running;
    struct async_task *ready, *ready_last; /* a queue */
    int ready_count;
    int steps_left;          /* tasks to resume before the loop has its turn */
    void (*call)(void *arg); /* what a task asked the loop to call */
    void *call_arg;
    struct stack_pool stacks; /* of the usual size; then come the others */
    struct async_task *made;
    unsigned numbers; /* given to tasks */
    int live;         /* tasks that have not ended */
    struct web *web;  /* all fetches; NULL before the first */
    struct permit_line
        *lines; /* before permits, a line for each that had to wait */
    bool offload;
    bool deadlocked;
    bool more_due;      /* deadlines, maybe, which have come */
    bool debug;         /* ASYNC_DEBUG=1 */
    bool probing;       /* stacks are painted, and nothing is told */
    uint64_t step_ns;   /* when the task that runs was resumed, in debug */
    void *signal_stack; /* this thread had none before */
    uint64_t nag_ns; /* when tasks that outlive the run are cancelled again */
};

/* The loop that this thread runs, or NULL. */
extern _Thread_local struct loop *loop_current;

/* loop.c */

/* async_run(), with what lies outside of the loop. */
int loop_run(const struct outside *outside, async_fn *fn, void *arg);

/* For the end of a timer's callback. libuv calls those before it waits for
 * events, and now must not wait if some task got ready. */
void loop_hurry(struct loop *loop);

/* Runs tasks, none of which waits for anything outside, until all have ended.
 * libuv is not asked. */
void loop_run_inside(struct loop *loop);

/* Frees the tasks, their stacks, and what else they made the loop keep. */
void loop_free_tasks(struct loop *loop);

/* task.c */

/* A task, ready, made from the idle ones or anew. NULL: no memory. Whoever
 * calls is on the stack of the running task, or of the loop. */
struct async_task *task_spawn(struct loop *loop,
                              const struct async_options *options, async_fn *fn,
                              void *arg);

/* Gives back a task that is done and whose handle is used up. */
void task_free(struct async_task *task);

/* The lowest address of its stack. */
char *task_stack(const struct async_task *task);

/* suspend.c */

/* The running task, if `io` is its own and it stands on its own stack; else
 * NULL, and a debug build names `call`. */
struct async_task *task_enter(const struct io *io, const char *call);

/* Readies `task`, to come after all that are ready by now. */
void task_ready(struct async_task *task);

/* The first of the ready tasks, taken off the queue, or NULL. */
struct async_task *task_next(struct loop *loop);

/* Leaves `task` for the next ready one, or for the loop when its turn has
 * come. Returns when the task is resumed. */
void task_leave(struct async_task *task);

/* Suspends the running task until task_wake(), whose result it returns, until
 * the clock reads `until_ns` (-ETIMEDOUT), or until it is cancelled
 * (-ECANCELED), even after it was woken. Undoing what would have woken it, or
 * did, is up to the caller. */
int task_wait(struct async_task *task, uint64_t until_ns);

/* The same, and tells what is waited for. */
int task_wait_for(struct async_task *task, const struct wait_kind *kind,
                  void *object, uint64_t until_ns);

/* The same for what must be waited for, cancelled or not. */
void task_wait_committed(struct async_task *task);

/* Readies `task`, unless it does not wait (any more). */
void task_wake(struct async_task *task, int result);

/* Calls fn(arg) on the loop's stack. */
void task_call(struct async_task *task, void (*fn)(void *arg), void *arg);

/* The task whose io it is. */
static inline struct async_task *task_of(struct io *io)
{
    return (struct async_task *)io;
}

/* watch.c: a wait for some of several tasks to end. */
struct async_join {
    struct async_task *waiter;
    int left; /* to end */
    enum async_when when;
    bool cancel_fails; /* -ECANCELED is a failure, too */
    bool over;
    int err; /* the first failure */
};

/* Adds a watch on watch->task, which may be done by now. */
void watch_add(struct async_watch *watch, struct async_join *join);

/* Takes it off, unless it is done. */
void watch_remove(struct async_watch *watch);

/* Tells all who watch `task` that it is done. */
void watches_tell(struct async_task *task);

/* group.c: a task enters and, with its result, leaves its group. */
void group_enter(struct async_group *group, struct async_task *task);
void group_leave(struct async_task *task);

/* timeout.c */

/* The earlier of `until_ns` and the task's time limits that have not expired
 * yet. */
uint64_t timeouts_next_ns(const struct async_task *task, uint64_t until_ns);

/* Cancels the task for each of its limits that ended by `now_ns`; false: none
 * did. */
bool timeouts_expire(struct async_task *task, uint64_t now_ns);

/* clock.c: what wakes the loop at a deadline. */
int clock_open(struct loop *loop);
void clock_set(struct loop *loop, uint64_t due_ns); /* or IO_NEVER */
void clock_close(struct loop *loop);

/* interrupt.c: Ctrl-C. */
void interrupt_open(struct loop *loop);
void interrupt_close(struct loop *loop);

/* overflow.c: what stops a stack that overflows. */
#define MARK_BYTES sizeof(uint64_t)
int overflow_open(struct loop *loop);
void overflow_close(struct loop *loop);
void overflow_mark(struct async_task *task);  /* one without a guard … */
void overflow_check(struct async_task *task); /* … and what this looks for */

/* report.c: what people are told, on standard error. */
void report_deadlock(const struct loop *loop);
void report_survivors(const struct loop *loop);
void report_swallowed(struct async_task *task);
void report_step(const struct async_task *task, uint64_t ns);
void report_unguarded(void);

#endif
