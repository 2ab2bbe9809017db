/* task.c -- tasks: made, run and ended. */
#include "async/runtime/task.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "async/runtime/group.h"
#include "async/runtime/overflow.h"
#include "async/runtime/report.h"
#include "async/runtime/suspend.h"
#include "async/runtime/watch.h"

static void on_over(void *arg)
{
    struct async_task *task = arg;
    task->loop->outside->task_over(task);
}

/* asyncio tells a group of a failure one turn later: siblings that are ready
 * already have their turns first. */
static void let_siblings_go_first(struct async_task *task)
{
    if (task->group && task->result < 0 && task->result != -ECANCELED) {
        task_ready(task);
        task_leave(task);
    }
}

static void task_end(struct async_task *task)
{
    let_siblings_go_first(task);
    if (task->fetcher)
        task_call(task, on_over, task);
    if (task->cancelling && task->result >= 0)
        report_swallowed(task);
    task->state = TASK_DONE;
    task->loop->live--;
    if (task->group)
        group_leave(task);
    if (task->watches)
        watches_tell(task);
    if (!task->kept)
        task_free(task);
}

/* Runs on every task's stack, for one task after another. No other task runs
 * before task_leave(), so this one may be among the idle already. */
static void task_main(void *arg)
{
    struct async_task *task = arg;
    for (;;) {
        task->result =
            task->canceled ? -ECANCELED : task->fn(&task->io, task->arg);
        task_end(task);
        task_switch(task);
    }
}

/* The pool for such stacks, or NULL if there is none yet. */
static struct stack_pool *pool_find(struct loop *loop, size_t asked_bytes)
{
    if (!asked_bytes)
        return &loop->stacks;
    struct stack_pool *pool = loop->stacks.next;
    while (pool && pool->asked_bytes != asked_bytes)
        pool = pool->next;
    return pool;
}

static struct stack_pool *pool_make(struct loop *loop, size_t asked_bytes)
{
    struct stack_pool *pool = malloc(sizeof(*pool));
    if (!pool)
        return NULL;
    size_t ours = loop->outside->stack_bytes(loop->debug) + MARK_BYTES;
    stack_pool_open(pool, asked_bytes, sizeof(struct async_task) + ours,
                    loop->debug || coroutine_is_traced());
    pool->next = loop->stacks.next;
    loop->stacks.next = pool;
    return pool;
}

/* A task that the loop is asked to make. */
struct order {
    struct loop *loop;
    size_t stack_bytes;
    struct async_task *task; /* the result, or NULL */
};

/* The task lies at the top of its stack's memory, so that it shares a page
 * with the first frames. */
static void on_make(void *arg)
{
    struct order *order = arg;
    struct loop *loop = order->loop;
    struct stack_pool *pool = pool_find(loop, order->stack_bytes);
    pool = pool ? pool : pool_make(loop, order->stack_bytes);
    char *stack = pool ? stack_take(pool) : NULL;
    if (!stack)
        return;
    if (pool->unguarded == 1)
        report_unguarded();
    size_t bytes = pool->stack_bytes - sizeof(struct async_task);
    struct async_task *task = (void *)(stack + bytes);
    if (loop->probing)
        memset(stack, STACK_PAINT, bytes);
    coroutine_make(&task->coroutine, &loop->coroutine, stack, bytes, task_main,
                   task);
    task->loop = loop;
    task->pool = pool;
    task->look_ns = IO_NEVER;
    task->checked = loop->debug || !pool->guard_bytes;
    overflow_mark(task);
    task->made_before = loop->made;
    loop->made = task;
    order->task = task;
}

/* An idle task with such a stack, or NULL. */
static struct async_task *task_reuse(struct loop *loop, size_t stack_bytes)
{
    struct stack_pool *pool = pool_find(loop, stack_bytes);
    struct async_task *task = pool ? pool->idle : NULL;
    if (task)
        pool->idle = task->next;
    return task;
}

static struct async_task *task_make(struct loop *loop, size_t stack_bytes)
{
    struct order order = {.loop = loop, .stack_bytes = stack_bytes};
    if (loop->running && !loop->call)
        task_call(loop->running, on_make, &order);
    else
        on_make(&order);
    return order.task;
}

char *task_stack(const struct async_task *task)
{
    return (char *)(task + 1) - task->pool->stack_bytes;
}

/* A task that is in no queue yet. */
static struct async_task *task_prepare(struct loop *loop,
                                       const struct async_options *options,
                                       async_fn *fn, void *arg)
{
    struct async_task *task = task_reuse(loop, options->stack_bytes);
    if (!task && !(task = task_make(loop, options->stack_bytes)))
        return NULL;
    task->io = (struct io){.ops = loop->outside->io, .deadline_ns = IO_NEVER};
    task->fn = fn;
    task->arg = arg;
    task->name = options->name;
    task->number = ++loop->numbers;
    task->wake_ns = IO_NEVER;
    task->cancelling = 0;
    task->canceled = false;
    task->kept = false;
    task->timeouts = NULL;
    task->kind = NULL;
    task->group = options->group;
    if (task->group)
        group_enter(task->group, task);
    task->starter = NULL;
    loop->live++;
    return task;
}

struct async_task *task_spawn(struct loop *loop,
                              const struct async_options *options, async_fn *fn,
                              void *arg)
{
    struct async_task *task = task_prepare(loop, options, fn, arg);
    if (task)
        task_ready(task);
    return task;
}

/* Switches to a new task until it first leaves. */
static void task_begin(struct async_task *task, struct async_task *starter)
{
    task->state = TASK_READY;
    task->starter = starter;
    task->loop->running = task;
    coroutine_switch(&starter->coroutine, &task->coroutine);
}

void task_free(struct async_task *task)
{
    task->next = task->pool->idle;
    task->pool->idle = task;
}

int async_spawn(struct io *io, async_fn *fn, void *arg,
                struct async_task **task)
{
    static const struct async_options usual;
    return async_spawn_with(io, &usual, fn, arg, task);
}

int async_spawn_with(struct io *io, const struct async_options *options,
                     async_fn *fn, void *arg, struct async_task **task)
{
    struct async_task *self = task_enter(io, "async_spawn");
    if (!self)
        return -EPERM;
    if (options->group && options->group->aborting && !options->group->over)
        return -ESHUTDOWN;
    struct async_task *made = task_prepare(self->loop, options, fn, arg);
    if (!made)
        return -ENOMEM;
    if (task) {
        made->kept = true;
        *task = made;
    }
    if (options->eager)
        task_begin(made, self);
    else
        task_ready(made);
    return 0;
}
