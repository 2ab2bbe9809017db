/* suspend.h -- how tasks wait, and whose turn it is. */
#ifndef OVERLAP_ASYNC_RUNTIME_SUSPEND_H
#define OVERLAP_ASYNC_RUNTIME_SUSPEND_H

#include "async/runtime/loop.h"

/* The running task, if `io` is its own and the caller is on its stack; else
 * NULL, and a debug build, or ASYNC_DEBUG, names `call`. */
struct async_task *task_enter(const struct io *io, const char *call);

/* The same, for a call that takes no io. */
struct async_task *task_running(const char *call);

/* Readies `task`, behind all that are ready already. */
void task_ready(struct async_task *task);

/* Takes the first of the ready tasks off the queue; NULL: none is. */
static inline struct async_task *task_next(struct loop *loop)
{
    struct async_task *task = loop->ready;
    if (task) {
        loop->ready = task->next;
        loop->ready_count--;
    }
    return task;
}

/* Leaves `task` for the next ready one, or for the loop if it is the loop's
 * turn. Returns when `task` is resumed. */
void task_leave(struct async_task *task);

/* After a step of a task that is `checked`. */
void task_check(struct async_task *task);

/* task_leave() for where a task begins and ends: with no call in between, the
 * processor predicts where those who wait for it return to. */
static inline void task_switch(struct async_task *task)
{
    struct loop *loop = task->loop;
    if (task->checked)
        task_check(task);
    struct async_task *next = task->starter;
    if (next)
        task->starter = NULL;
    else if (loop->steps_left > 0 && (next = task_next(loop)))
        loop->steps_left--;
    loop->running = next;
    if (next != task)
        coroutine_switch(&task->coroutine,
                         next ? &next->coroutine : &loop->coroutine);
}

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

#endif
