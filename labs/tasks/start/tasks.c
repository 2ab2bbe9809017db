/* tasks.c -- tasks that take turns in one thread, each on a stack of its own.
 *
 * This one has a single task, on the caller's stack, which never waits.
 * README.md says what to do. */
#include "tasks.h"

#include <errno.h>
#include <stddef.h>

#include "coroutine.h"
#include "stack.h"

int tasks_run(task_fn *fn, void *arg)
{
    return fn(arg);
}

struct task *task_spawn(task_fn *fn, void *arg)
{
    (void)fn, (void)arg;
    return NULL; /* stack_take(), coroutine_make() */
}

int task_await(struct task *task)
{
    (void)task;
    return -ENOSYS;
}

void task_cancel(struct task *task)
{
    (void)task;
}

int task_yield(void)
{
    return -ENOSYS; /* coroutine_switch() */
}

int task_sleep(long ticks)
{
    (void)ticks;
    return -ENOSYS;
}

long task_now(void)
{
    return 0;
}

int task_gather(struct task_call *calls, int count)
{
    (void)calls, (void)count;
    return -ENOSYS;
}

int task_gather_all(struct task_call *calls, int count)
{
    (void)calls, (void)count;
    return -ENOSYS;
}

int group_spawn(struct task_group *group, task_fn *fn, void *arg)
{
    (void)group, (void)fn, (void)arg;
    return -ENOSYS;
}

int group_wait(struct task_group *group)
{
    (void)group;
    return -ENOSYS;
}

int semaphore_acquire(struct task_semaphore *semaphore)
{
    (void)semaphore;
    return -ENOSYS;
}

void semaphore_release(struct task_semaphore *semaphore)
{
    (void)semaphore;
}
