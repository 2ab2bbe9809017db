/* tasks.c -- tasks that take turns in one thread, each on a stack of its own.
 *
 * tasks_run() switches to one task after another, and each switches back when it
 * waits or ends. A task that is not running is in one queue (ready, asleep, or
 * a semaphore's), or waits for others: for a task, or for a group. A gather is a
 * group that lives as long as the call. */
#include "tasks.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#include "coroutine.h"
#include "stack.h"

enum { MODE_GROUP, MODE_FIRST, MODE_ALL };

struct task {
    struct coroutine coroutine;
    void *stack;
    task_fn *fn;
    void *arg;
    int result;
    bool begun, ended, cancelled;
    bool has_permit;          /* that of the semaphore it waited for */
    long due;                 /* when it wakes up */
    struct task_queue *queue; /* that it is in */
    struct task *next;        /* in that queue */
    struct task *older;       /* of all */
    struct task *awaiter;
    struct task *awaits;
    struct task_group *waits_for;
    struct task_group *group;
    struct task *group_next;
    int *slot; /* its result goes here, too */
};

static struct {
    struct coroutine home;
    struct task *now, *all;
    struct task_queue ready, asleep;
    long ticks;
} run;

/* ---- Queues ---- */

/* Sleepers are in the order in which they are due, all others as they came. */
static void queue_put(struct task_queue *queue, struct task *task)
{
    struct task **place = &queue->first;
    while (*place && (queue != &run.asleep || (*place)->due <= task->due))
        place = &(*place)->next;
    task->next = *place;
    task->queue = queue;
    *place = task;
    if (!task->next)
        queue->last = task;
}

static void queue_remove(struct task *task)
{
    struct task **place = &task->queue->first, *before = NULL;
    for (; *place != task; place = &before->next)
        before = *place;
    *place = task->next;
    if (task->queue->last == task)
        task->queue->last = before;
    task->queue = NULL;
}

/* It has a turn after all that are ready now. */
static void wake(struct task *task)
{
    if (task->queue == &run.ready)
        return;
    if (task->queue)
        queue_remove(task);
    queue_put(&run.ready, task);
}

/* ---- Turns ---- */

/* Lets others run until somebody wakes this one up. */
static int wait_here(void)
{
    struct task *self = run.now;
    if (!self->cancelled)
        coroutine_switch(&self->coroutine, &run.home);
    bool cancelled = self->cancelled;
    self->cancelled = false;
    if (cancelled && self->queue)
        queue_remove(self);
    return cancelled ? -ECANCELED : 0;
}

static void task_main(void *arg)
{
    struct task *self = arg;
    self->result = self->fn(self->arg);
    self->ended = true;
    coroutine_switch(&self->coroutine, &run.home);
}

struct task *task_spawn(task_fn *fn, void *arg)
{
    struct task *task = calloc(1, sizeof *task);
    if (!task || !(task->stack = stack_take())) {
        free(task);
        return NULL;
    }
    task->fn = fn;
    task->arg = arg;
    task->older = run.all;
    run.all = task;
    wake(task);
    return task;
}

static void task_free(struct task *task)
{
    struct task **place = &run.all;
    while (*place != task)
        place = &(*place)->older;
    *place = task->older;
    free(task);
}

static void group_note(struct task_group *group, struct task *task);

/* Called when nobody runs on its stack any more. */
static void end(struct task *task)
{
    if (task->begun)
        coroutine_unmake(&task->coroutine);
    stack_give_back(task->stack);
    task->stack = NULL;
    if (task->slot)
        *task->slot = task->result;
    if (task->awaiter)
        wake(task->awaiter);
    if (task->group)
        group_note(task->group, task);
}

static void turn(struct task *task)
{
    queue_remove(task);
    if (!task->begun && task->cancelled) {
        task->result = -ECANCELED;
        task->ended = true;
        end(task);
        return;
    }
    run.now = task;
    if (!task->begun)
        coroutine_make(&task->coroutine, &run.home, task->stack, STACK_BYTES,
                       task_main, task);
    task->begun = true;
    coroutine_switch(&run.home, &task->coroutine);
    run.now = NULL;
    if (task->ended)
        end(task);
}

/* All that are due then are ready at once. */
static void clock_jump(void)
{
    run.ticks = run.asleep.first->due;
    while (run.asleep.first && run.asleep.first->due <= run.ticks)
        wake(run.asleep.first);
}

/* Gives turns until `until` has ended, or all have if it is NULL. False: nobody
 * will ever be ready. */
static bool turns(const struct task *until)
{
    while (!until || !until->ended) {
        if (!run.ready.first && run.asleep.first)
            clock_jump();
        if (!run.ready.first)
            return false;
        turn(run.ready.first);
    }
    return true;
}

static bool cancel_all(void)
{
    bool alive = false;
    for (struct task *task = run.all; task; task = task->older)
        if (!task->ended) {
            alive = true;
            task_cancel(task);
        }
    return alive;
}

int tasks_run(task_fn *fn, void *arg)
{
    run.ticks = 0;
    coroutine_adopt(&run.home);
    struct task *first = task_spawn(fn, arg);
    if (!first)
        return -ENOMEM;
    bool ended = turns(first);
    while (cancel_all())
        turns(NULL);
    int result = ended ? first->result : -EDEADLK;
    while (run.all)
        task_free(run.all);
    return result;
}

int task_yield(void)
{
    wake(run.now);
    return wait_here();
}

int task_sleep(long ticks)
{
    if (ticks == 0)
        return task_yield();
    run.now->due = run.ticks + ticks;
    queue_put(&run.asleep, run.now);
    return wait_here();
}

long task_now(void)
{
    return run.ticks;
}

/* ---- One waits for others ---- */

static void group_cancel(struct task_group *group)
{
    for (struct task *task = group->tasks; task; task = task->group_next)
        task_cancel(task);
}

void task_cancel(struct task *task)
{
    if (task->ended)
        return;
    if (task->awaits && !task->awaits->ended) {
        task_cancel(task->awaits);
        return;
    }
    task->cancelled = true;
    if (task->waits_for)
        group_cancel(task->waits_for);
    else if (task != run.now)
        wake(task);
}

int task_await(struct task *task)
{
    struct task *self = run.now;
    self->awaits = task;
    task->awaiter = self;
    if (self->cancelled) {
        self->cancelled = false;
        task_cancel(task);
    }
    while (!task->ended)
        coroutine_switch(&self->coroutine, &run.home);
    self->awaits = NULL;
    int result = task->result;
    task_free(task);
    return result;
}

/* ---- Groups ---- */

static bool is_failure(int result)
{
    return result < 0 && result != -ECANCELED;
}

/* One of its tasks has ended. */
static void group_note(struct task_group *group, struct task *task)
{
    struct task **place = &group->tasks;
    while (*place != task)
        place = &(*place)->group_next;
    *place = task->group_next;
    group->alive--;
    if (is_failure(task->result)) {
        if (group->failed < GROUP_ERRORS_MAX)
            group->errors[group->failed] = task->result;
        if (group->failed++ == 0 && group->mode == MODE_GROUP)
            group_cancel(group);
    }
    bool is_over =
        group->alive == 0 || (group->mode == MODE_FIRST && task->result < 0);
    if (is_over && group->first_error == 0 && group->mode == MODE_FIRST)
        group->first_error = task->result < 0 ? task->result : 0;
    if (is_over && group->waiter)
        wake(group->waiter);
    task_free(task);
}

/* Behind those that are there, so that they are cancelled in order. */
static struct task *group_add(struct task_group *group, task_fn *fn, void *arg)
{
    struct task *task = task_spawn(fn, arg), **place = &group->tasks;
    if (!task)
        return NULL;
    while (*place)
        place = &(*place)->group_next;
    *place = task;
    task->group = group;
    group->alive++;
    return task;
}

int group_spawn(struct task_group *group, task_fn *fn, void *arg)
{
    if (group->failed > 0)
        return -ESHUTDOWN;
    return group_add(group, fn, arg) ? 0 : -ENOMEM;
}

/* Waits until all have ended or, in a gather, one with an error. Returns whether
 * the caller was cancelled. */
static bool group_join(struct task_group *group)
{
    struct task *self = run.now;
    if (self->cancelled)
        group_cancel(group);
    group->waiter = self;
    self->waits_for = group;
    while (group->alive > 0 && group->first_error == 0)
        coroutine_switch(&self->coroutine, &run.home);
    self->waits_for = NULL;
    group->waiter = NULL;
    bool cancelled = self->cancelled;
    self->cancelled = false;
    return cancelled;
}

int group_wait(struct task_group *group)
{
    bool cancelled = group_join(group);
    return group->failed ? group->errors[0] : cancelled ? -ECANCELED : 0;
}

/* Those that go on have nobody left to tell. */
static void group_leave(struct task_group *group)
{
    for (struct task *task = group->tasks; task; task = task->group_next) {
        task->group = NULL;
        task->slot = NULL;
    }
}

static int gather(struct task_call *calls, int count, int mode)
{
    struct task_group group = {.mode = mode};
    for (int i = 0; i < count; i++) {
        struct task *task = group_add(&group, calls[i].fn, calls[i].arg);
        if (!task) {
            group_cancel(&group);
            group.mode = MODE_ALL;
            group_join(&group);
            return -ENOMEM;
        }
        task->slot = &calls[i].result;
    }
    bool cancelled = group_join(&group);
    group_leave(&group);
    return cancelled ? -ECANCELED : group.first_error;
}

int task_gather(struct task_call *calls, int count)
{
    return gather(calls, count, MODE_FIRST);
}

int task_gather_all(struct task_call *calls, int count)
{
    return gather(calls, count, MODE_ALL);
}

/* ---- Semaphores ---- */

int semaphore_acquire(struct task_semaphore *semaphore)
{
    struct task *self = run.now;
    if (semaphore->permits > 0) {
        semaphore->permits--;
        return 0;
    }
    self->has_permit = false;
    queue_put(&semaphore->waiting, self);
    int err = wait_here();
    if (err < 0 && self->has_permit)
        semaphore_release(semaphore);
    return err;
}

/* The permit goes to the first that waits, at once, so nobody overtakes it. */
void semaphore_release(struct task_semaphore *semaphore)
{
    struct task *first = semaphore->waiting.first;
    if (!first) {
        semaphore->permits++;
        return;
    }
    first->has_permit = true;
    wake(first);
}
