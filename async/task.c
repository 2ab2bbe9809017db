/* task.c -- tasks: made, suspended, woken, cancelled, awaited, ended. */
#include <assert.h>
#include <errno.h>

#include "loop.h"

static void ready_push(struct async_task *task)
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

struct async_task *task_next(struct loop *loop)
{
    struct async_task *task = loop->ready;
    if (task) {
        loop->ready = task->next;
        loop->ready_count--;
    }
    return task;
}

/* Leaves `task` for the next ready one, or for the loop when its turn has
 * come. Returns when the task is resumed. */
static void task_leave(struct async_task *task)
{
    struct loop *loop = task->loop;
    struct async_task *next = NULL;
    if (loop->steps_left > 0 && (next = task_next(loop)))
        loop->steps_left--;
    loop->running = next;
    if (next != task)
        coroutine_switch(&task->coroutine,
                         next ? &next->coroutine : &loop->coroutine);
}

static void on_sessions_close(void *arg)
{
    struct async_task *task = arg;
    fetcher_close(task);
    session_close(task);
}

static void task_end(struct async_task *task)
{
    if (task->fetcher || task->database)
        task_call(task, on_sessions_close, task);
    task->state = TASK_DONE;
    task->loop->live--;
    group_leave(task);
    if (task->awaiter)
        task_wake(task->awaiter, 0);
    if (!task->kept)
        task_free(task);
}

/* What every task's stack does, one task after the other. Nobody else runs
 * before task_leave(), so the stack may already be up for the next. */
static void task_main(void *arg)
{
    struct async_task *task = arg;
    for (;;) {
        task->result =
            task->canceled ? -ECANCELED : task->fn(&task->io, task->arg);
        task_end(task);
        task_leave(task);
    }
}

/* The task lies at the top of its slot, so that it shares a page with the
 * first frames of its stack. */
static struct async_task *task_make(struct loop *loop)
{
    void *slot = stack_take(&loop->stacks);
    if (!slot)
        return NULL;
    char *stack = stack_usable(&loop->stacks, slot);
    size_t bytes =
        stack_usable_bytes() - (sizeof(struct async_task) + 63) / 64 * 64;
    struct async_task *task = (void *)(stack + bytes);
    struct coroutine *here =
        loop->running ? &loop->running->coroutine : &loop->coroutine;
    coroutine_make(&task->coroutine, here, stack, bytes, task_main, task);
    task->loop = loop;
    task->made_before = loop->made;
    loop->made = task;
    return task;
}

struct async_task *task_spawn(struct loop *loop, struct async_group *group,
                              async_fn *fn, void *arg)
{
    struct async_task *task = loop->idle;
    if (task)
        loop->idle = task->next;
    else if (!(task = task_make(loop)))
        return NULL;
    task->io = (struct io){.ops = &loop_io, .deadline_ns = IO_NEVER};
    task->fn = fn;
    task->arg = arg;
    task->wake_ns = IO_NEVER;
    task->canceled = false;
    task->kept = false;
    task->awaiter = NULL;
    group_enter(group, task);
    loop->live++;
    ready_push(task);
    return task;
}

void task_free(struct async_task *task)
{
    task->next = task->loop->idle;
    task->loop->idle = task;
}

int task_wait(struct async_task *task, uint64_t until_ns)
{
    if (task->canceled) {
        task->canceled = false;
        return -ECANCELED;
    }
    task->wake_ns = until_ns;
    if (until_ns != IO_NEVER && timers_add(&task->loop->timers, task)) {
        task->wake_ns = IO_NEVER;
        return -ENOMEM;
    }
    task->state = TASK_WAITING;
    task_leave(task);
    return task->woken;
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
    if (task->wake_ns != IO_NEVER) {
        task->wake_ns = IO_NEVER;
        timers_forget(&task->loop->timers);
    }
    task->woken = result;
    ready_push(task);
}

void task_call(struct async_task *task, void (*fn)(void *arg), void *arg)
{
    struct loop *loop = task->loop;
    loop->call = fn;
    loop->call_arg = arg;
    coroutine_switch(&task->coroutine, &loop->coroutine);
}

int async_spawn(struct io *io, async_fn *fn, void *arg,
                struct async_task **task)
{
    struct loop *loop = task_of(io)->loop;
    struct async_task *made = task_spawn(loop, &loop->stray, fn, arg);
    if (!made)
        return -ENOMEM;
    if (task) {
        made->kept = true;
        *task = made;
    }
    return 0;
}

int async_await(struct io *io, struct async_task *task)
{
    struct async_task *self = task_of(io);
    if (task == self)
        return -EDEADLK;
    assert(task->kept && !task->awaiter);
    task->awaiter = self;
    bool passed_on = false;
    while (task->state != TASK_DONE) {
        int err = task_wait(self, IO_NEVER);
        if (err && passed_on) {
            task->awaiter = NULL;
            return err;
        }
        if (err) {
            async_cancel(task);
            passed_on = true;
        }
    }
    int result = task->result;
    task_free(task);
    return result;
}

void async_cancel(struct async_task *task)
{
    if (task->state == TASK_WAITING)
        task_wake(task, -ECANCELED);
    else if (task->state != TASK_DONE)
        task->canceled = true;
}

int async_yield(struct io *io)
{
    struct async_task *task = task_of(io);
    if (task->canceled) {
        task->canceled = false;
        return -ECANCELED;
    }
    ready_push(task);
    task_leave(task);
    return 0;
}
