/* suspend.c -- how tasks wait, and whose turn it is. */
#include "async/runtime/suspend.h"

#include <errno.h>

#include "async/runtime/cancel.h"
#include "async/runtime/debug.h"
#include "async/runtime/overflow.h"
#include "async/runtime/report.h"
#include "async/runtime/stall.h"
#include "async/runtime/timeout.h"

_Thread_local struct loop *loop_current;

static void blame(const char *call)
{
#ifdef NDEBUG
    const struct loop *loop = loop_current;
    uint64_t slow_ns = 0;
    if (!loop)
        debug_read(&slow_ns);
    if (loop ? !loop->debug : !slow_ns)
        return;
#endif
    report_put("async: ");
    report_put(call);
    report_put("() was called outside a task, or with another task's io\n");
}

struct async_task *task_running(const char *call)
{
    const struct loop *loop = loop_current;
    if (loop && loop->running && !loop->call)
        return loop->running;
    blame(call);
    return NULL;
}

struct async_task *task_enter(const struct io *io, const char *call)
{
    struct async_task *task = task_running(call);
    if (!task || io == &task->io)
        return task;
    blame(call);
    return NULL;
}

void task_ready(struct async_task *task)
{
    struct loop *loop = task->loop;
    task->state = TASK_READY;
    task->next = NULL;
    if (loop->ready)
        loop->ready_last->next = task;
    else
        loop->ready = task;
    loop->ready_last = task;
    loop->ready_count++;
}

/* At the end of a step, on the loop's stack: printf() needs more than a small
 * one has. */
static void on_step(void *arg)
{
    const struct async_task *task = arg;
    struct loop *loop = task->loop;
    uint64_t now_ns = io_now_ns();
    if (now_ns - loop->step_ns >= loop->slow_ns && !loop->probing)
        report_step(task, now_ns - loop->step_ns);
    loop->step_ns = now_ns;
    stall_watch(loop);
}

void task_check(struct async_task *task)
{
    if (!task->pool->guard_bytes)
        overflow_check(task);
    if (task->loop->debug)
        task_call(task, on_step, task);
}

void task_leave(struct async_task *task)
{
    task_switch(task);
}

static void on_grow(void *arg)
{
    timers_reserve(arg);
}

/* Sets the task's timer for `until_ns` or its next time limit. 0 or -ENOMEM. */
static int task_arm(struct async_task *task, uint64_t until_ns)
{
    struct timers *timers = &task->loop->timers;
    if (task->timeouts)
        until_ns = timeouts_next_ns(task, until_ns);
    if (until_ns == IO_NEVER)
        return 0;
    if (timers_full(timers))
        task_call(task, on_grow, timers);
    if (timers_full(timers))
        return -ENOMEM;
    task->wake_ns = until_ns;
    timers_add(timers, task);
    return 0;
}

/* A cancellation that came after the wait was over, or else `result`. */
static int task_resume(struct async_task *task, int result)
{
    if (!task->canceled)
        return result;
    task->canceled = false;
    return -ECANCELED;
}

/* A cancellation that came before is delivered once the wait has begun: so it
 * is passed on where one that came later would be, and lets others go first.
 * Such a wait needs no room for its deadline: it is about to end. */
int task_wait(struct async_task *task, uint64_t until_ns)
{
    if (task->timeouts)
        timeouts_expire(task, io_now_ns());
    int err = task_arm(task, until_ns);
    if (err && !task->canceled)
        return err;
    task->state = TASK_WAITING;
    if (task->canceled) {
        task->canceled = false;
        task_cancel_wait(task);
    }
    task_leave(task);
    return task_resume(task, task->result);
}

int task_wait_for(struct async_task *task, const struct wait_kind *kind,
                  void *object, uint64_t until_ns)
{
    task->kind = kind;
    task->object = object;
    int err = task_wait(task, until_ns);
    task->kind = NULL;
    return err;
}

void task_wait_committed(struct async_task *task)
{
    task->state = TASK_COMMITTED;
    task_leave(task);
}

void task_wake(struct async_task *task, int result)
{
    if (task->state != TASK_WAITING && task->state != TASK_COMMITTED)
        return;
    task->wake_ns = IO_NEVER;
    task->result = result;
    task_ready(task);
}

void task_call(struct async_task *task, void (*fn)(void *arg), void *arg)
{
    struct loop *loop = task->loop;
    loop->call = fn;
    loop->call_arg = arg;
    coroutine_switch(&task->coroutine, &loop->coroutine);
}

int async_yield(struct io *io)
{
    struct async_task *task = task_enter(io, __func__);
    if (!task)
        return -EPERM;
    if (task->timeouts)
        timeouts_expire(task, io_now_ns());
    task_ready(task);
    task_leave(task);
    return task_resume(task, 0);
}
