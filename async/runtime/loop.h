/* loop.h -- an event loop and its tasks: what the runtime is about.
 *
 * A loop owns its tasks, the queue of those that are ready, and an epoll, which
 * tells it what has happened outside: to descriptors, to the clock, or to a
 * libuv loop, whose own epoll is one of the descriptors. A task runs until it
 * waits, and then switches to the next ready one, without a detour through the
 * loop.
 *
 * No code on a task's stack calls libuv, libcurl, SQLite or malloc: it has the
 * loop do so, by task_call(), so that these run on the loop's large stack and
 * the task's own can stay small. */
#ifndef OVERLAP_ASYNC_RUNTIME_LOOP_H
#define OVERLAP_ASYNC_RUNTIME_LOOP_H

#include <stdatomic.h>
#include <stdio.h>
#include <time.h>
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
    struct async_task *starter;  /* stands still until it first suspends */
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
    /* A descriptor in the loop's epoll is ready; `data` is what came with it
     * into the epoll. */
    void (*fd_ready)(struct loop *loop, uint64_t data, int events);
    void (*attend)(struct loop *loop); /* at attend_ns, which it sets anew */
    void (*task_over)(struct async_task *task); /* for one with a fetcher */
    void (*loop_over)(struct loop *loop); /* after its tasks, before libuv */
};

/* What enters the loop's epoll with its own descriptors, and with those of its
 * web; with others less than that. */
#define LOOP_UV    UINT64_MAX
#define LOOP_CLOCK (UINT64_MAX - 1)
#define LOOP_WEB   (UINT64_C(1) << 63)

struct loop {
    const struct outside *outside;
    int epoll_fd;
    uv_loop_t uv;
    bool uv_due;       /* libuv's descriptor is ready, or a timer of its */
    int clock_fd;      /* a timerfd, one for all deadlines */
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
    void (*call)(void *arg); /* what a task asked the loop to call */
    void *call_arg;
    int steps_left; /* tasks to resume before the loop's next turn; not beside */
                    /* ready_count, as a load of both waits for its store */
    struct stack_pool stacks;  /* of the usual size; the first of a list */
    struct async_task *made;   /* the newest */
    unsigned numbers;          /* given to tasks so far */
    int live;                  /* tasks that have not ended */
    struct web *web;           /* drives all fetches; NULL before the first */
    struct ring *ring;         /* does file calls; NULL: libuv's pool does */
    struct permit_line *lines; /* one for each io_permits waited for */
    struct fds *fds;    /* descriptors waited for; NULL before the first */
    int fd_waits;       /* for one, under way */
    uint64_t attend_ns; /* before it next waits, the loop must attend; or */
                        /* IO_NEVER */
    bool offload;
    bool deadlocked;
    bool more_due;    /* more deadlines may have come */
    bool debug;       /* ASYNC_DEBUG */
    bool probing;     /* stacks are painted, and steps are not reported */
    uint64_t step_ns; /* when this step began; exact only in debug */
    uint64_t slow_ns; /* in debug, a step this long is reported */
    bool stall_timed; /* there is a timer for such steps */
    timer_t stall_timer;
    void *signal_stack; /* ours, if the thread had none; else NULL */
    uint64_t nag_ns; /* when tasks that outlive the run are cancelled again */
};

/* The loop that this thread is running, or NULL. */
extern _Thread_local struct loop *loop_current;

/* loop.c */

/* async_run(), told what lies outside the loop. */
int loop_run(const struct outside *outside, async_fn *fn, void *arg);

/* Puts `fd` into the loop's epoll, for good. 0, or a negative errno value. */
int loop_watch(const struct loop *loop, int fd, uint64_t data);

/* Runs tasks that wait for nothing outside until all have ended, without
 * libuv. */
void loop_run_inside(struct loop *loop);

/* Frees the tasks, their stacks and the timers. */
void loop_free_tasks(struct loop *loop);

#endif
