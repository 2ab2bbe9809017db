/* tasks.h -- tasks that take turns in one thread, each on a stack of its own.
 *
 * A task runs until it waits; then the next one that is ready has its turn, in
 * the order in which they became ready. If none is ready, the clock, which only
 * counts, jumps to the time at which the next sleeper wakes up.
 *
 * Results are 0 or more, or a negative errno value. Calls marked "Waits" return
 * -ECANCELED if the task that waits was cancelled. */
#ifndef TASKS_H
#define TASKS_H

/* A task's function; what it returns is the task's result. */
typedef int task_fn(void *arg);

struct task;

/* Runs fn(arg) as the first task, until it ends; then cancels all others, waits
 * until they have ended, frees them, and returns the first one's result. It may
 * be called again afterwards. If tasks are left and none of them can ever have a
 * turn, it cancels them all and returns -EDEADLK. */
int tasks_run(task_fn *fn, void *arg);

/* Makes a task, which has its turn when those that are ready have had theirs:
 * not before the caller waits. NULL: there is no memory. */
struct task *task_spawn(task_fn *fn, void *arg);

/* Waits until `task` has ended, returns its result, and frees it. Cancelling a
 * task that waits here cancels `task` instead, and it gets the result of that.
 * A task is awaited once, or never. Waits, unless `task` has ended. */
int task_await(struct task *task);

/* Has the wait that `task` is in, or else its next one, return -ECANCELED: that
 * one only. A task that has not begun never does, and its result is -ECANCELED;
 * nothing happens to one that has ended. */
void task_cancel(struct task *task);

/* Lets all others that are ready have a turn. Returns 0. Waits. */
int task_yield(void);

/* Lets `ticks`, 0 or more, pass. Those that are due at the same time wake up in
 * the order in which they began to sleep. Returns 0. Waits. */
int task_sleep(long ticks);

/* The clock: ticks since tasks_run() was called. */
long task_now(void);

/* ---- Several ---- */

struct task_call {
    task_fn *fn;
    void *arg;
    int result;
};

/* Makes a task for each call, in order, and waits for all. Their results are put
 * into the calls, whichever ends first. Returns 0, or the first error as soon as
 * a task ends with it: the others then go on, and their results are lost (the
 * calls may be gone by then). Cancelling the caller cancels them all. Waits. */
int task_gather(struct task_call *calls, int count);

/* The same, but always waits for all: errors are results like any other. Returns
 * 0, or -ECANCELED: the caller was cancelled, and all have ended. Waits. */
int task_gather_all(struct task_call *calls, int count);

/* ---- Groups ---- */

enum { GROUP_ERRORS_MAX = 16 };

/* Tasks that fail together. It lives on a stack; begin with {0}. */
struct task_group {
    int failed;                   /* tasks that ended with an error */
    int errors[GROUP_ERRORS_MAX]; /* of the first of them, in order */
    /* For you, if you like: */
    struct task *tasks, *waiter;
    int alive, mode, first_error;
};

/* As task_spawn(), into the group. 0, -ENOMEM, or -ESHUTDOWN: one has failed. */
int group_spawn(struct task_group *group, task_fn *fn, void *arg);

/* Waits until all tasks of the group have ended. The first that ends with an
 * error other than -ECANCELED cancels the others; -ECANCELED is no failure.
 * Cancelling the caller cancels them all. Returns 0; the first error; or else
 * -ECANCELED, if the caller was cancelled. Waits. */
int group_wait(struct task_group *group);

/* ---- Semaphores ---- */

struct task_queue {
    struct task *first, *last;
};

/* Begins as {.permits = n}. */
struct task_semaphore {
    int permits;
    struct task_queue waiting;
};

/* Takes a permit: those that wait get one in the order in which they came, and
 * nobody overtakes them. Returns 0; or -ECANCELED, and then it has none. Waits,
 * unless one is left. */
int semaphore_acquire(struct task_semaphore *semaphore);
void semaphore_release(struct task_semaphore *semaphore);

#endif
