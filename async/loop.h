/* loop.h -- what the files of the runtime know of each other.
 *
 * A loop owns its tasks, the queue of those that are ready, and one libuv
 * loop that tells which become so. Tasks run until they wait; a task that
 * waits hands over to the next ready one without passing through the loop.
 *
 * A task never calls libuv, libcurl or SQLite itself: it asks the loop to, by
 * task_call(), so that those run on the loop's large stack, and the task's
 * own holds little while it waits. */
#ifndef OVERLAP_LOOP_H
#define OVERLAP_LOOP_H

#include <uv.h>

#include "async.h"
#include "coroutine.h"
#include "stack.h"
#include "timers.h"

struct loop;

enum task_state {
    TASK_READY,     /* in the queue, or running */
    TASK_WAITING,   /* for an event, a deadline, or to be cancelled */
    TASK_COMMITTED, /* waiting for what cannot be cancelled */
    TASK_DONE,
};

/* It lies at the top of its own stack's memory. */
struct async_task {
    struct io io; /* first: the io is the task */
    struct loop *loop;
    struct async_task *next; /* in the ready queue or among the idle */
    async_fn *fn;
    void *arg;
    int result;
    int woken;        /* what the wait under way returns */
    uint64_t wake_ns; /* when it ends by itself, or IO_NEVER */
    enum task_state state;
    bool canceled; /* the next wait shall return -ECANCELED */
    bool kept;     /* until it is awaited */
    struct async_task *awaiter;
    struct async_group *group;
    struct async_task *older, *newer; /* in the group */
    struct fetcher *fetcher;   /* its HTTP session, from the first GET … */
    struct database *database; /* … and its database, from the first query */
    struct async_task *made_before; /* of all that the loop ever made */
    struct coroutine coroutine;
};

struct loop {
    uv_loop_t uv;
    uv_timer_t timer;  /* the only one for all deadlines */
    uint64_t timer_ns; /* the deadline it is set for, or IO_NEVER */
    struct timers timers;
    struct coroutine coroutine; /* the stack that async_run() was called on */
    struct async_task *running;
    struct async_task *ready, *ready_last; /* a queue */
    int ready_count;
    int steps_left;          /* tasks to resume before libuv is asked again */
    void (*call)(void *arg); /* what a task asked the loop to call */
    void *call_arg;
    struct stack_pool stacks;
    struct async_task *idle; /* ended: their stacks serve again */
    struct async_task *made;
    int live;                 /* tasks that have not ended */
    struct async_group stray; /* the tasks that are in no other group */
    struct web *web;          /* all fetches; NULL before the first */
    bool offload;
    bool deadlocked;
};

extern const struct io_ops loop_io;

/* loop.c: for the end of a timer's callback. libuv calls those before it waits
 * for events, and now must not wait if some task got ready. */
void loop_hurry(struct loop *loop);

/* task.c */

/* A task, ready, in `group`, made from the idle ones or anew. NULL: no memory.
 * Whoever calls is on the stack of the running task, or of the loop. */
struct async_task *task_spawn(struct loop *loop, struct async_group *group,
                              async_fn *fn, void *arg);

/* Gives back a task that is done and has been awaited. */
void task_free(struct async_task *task);

/* Suspends the running task until task_wake(), whose result it returns, until
 * the clock reads `until_ns` (-ETIMEDOUT), or until it is cancelled
 * (-ECANCELED). Undoing what would have woken it is up to the caller. */
int task_wait(struct async_task *task, uint64_t until_ns);

/* The same for what must be waited for, cancelled or not. */
void task_wait_committed(struct async_task *task);

/* Readies `task`, unless it does not wait (any more). */
void task_wake(struct async_task *task, int result);

/* Calls fn(arg) on the loop's stack. */
void task_call(struct async_task *task, void (*fn)(void *arg), void *arg);

/* The first of the ready tasks, taken off the queue, or NULL. */
struct async_task *task_next(struct loop *loop);

/* The task whose io it is. */
static inline struct async_task *task_of(struct io *io)
{
    return (struct async_task *)io;
}

/* group.c: a task enters and, with its result, leaves its group. */
void group_enter(struct async_group *group, struct async_task *task);
void group_leave(struct async_task *task);

/* web.c: its memory goes when its handles are closed. */
void web_close(struct loop *loop);

/* fetch.c */
void fetcher_close(struct async_task *task);
int task_http_get(struct io *io, const char *url, uint64_t until_ns,
                  struct http_reply *reply);

/* pool.c */
void session_close(struct async_task *task);
int task_query(struct io *io, const struct query *query, uint64_t until_ns,
               struct rows *rows);

/* file.c */
ssize_t task_file_read(struct io *io, int fd, void *buf, size_t len, off_t at);
ssize_t task_file_write(struct io *io, int fd, const void *buf, size_t len,
                        off_t at);

#endif
