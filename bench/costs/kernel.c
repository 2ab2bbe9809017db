/* kernel.c -- what a task costs as a thread or as a process.
 *
 * Both are measured by the same code; only starting and waiting for one
 * differ. A parked one reads from a pipe to which nothing is written, and ends
 * when the pipe is closed. */
#include "bench/costs/kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/base/process.h"
#include "core/base/shared.h"

#define HANDOVERS 200000

/* What all of them share, threads or processes. */
struct common {
    atomic_long begun;
    atomic_int turn; /* whose it is: 0 or 1 */
    int pipe[2];
};

union kernel_worker {
    pthread_t thread;
    pid_t process;
};

/* How one is started, and waited for. 0 or a negative errno value. */
struct kernel_kind {
    int (*start)(union kernel_worker *worker, void *(*fn)(void *), void *arg);
    int (*join)(union kernel_worker *worker);
    bool forks;
};

static int thread_start(union kernel_worker *worker, void *(*fn)(void *),
                        void *arg)
{
    return -pthread_create(&worker->thread, NULL, fn, arg);
}

static int thread_join(union kernel_worker *worker)
{
    return -pthread_join(worker->thread, NULL);
}

static int child_start(union kernel_worker *worker, void *(*fn)(void *),
                       void *arg)
{
    pid_t pid = process_fork();
    if (pid == 0) {
        fn(arg);
        _exit(0);
    }
    worker->process = pid;
    return pid < 0 ? pid : 0;
}

static int child_join(union kernel_worker *worker)
{
    return waitpid(worker->process, NULL, 0) < 0 ? -errno : 0;
}

static const struct kernel_kind *kind_of(const struct cost_trial *trial)
{
    static const struct kernel_kind threads = {thread_start, thread_join,
                                               false};
    static const struct kernel_kind processes = {child_start, child_join, true};
    return trial->worker == COSTS_THREADS ? &threads : &processes;
}

static void *do_nothing(void *arg)
{
    return arg;
}

int costs_kernel_spawn(struct cost_trial *trial, long tasks)
{
    const struct kernel_kind *kind = kind_of(trial);
    union kernel_worker worker;
    int err = 0;
    trial_begin(trial);
    for (long i = 0; !err && i < tasks; i++) {
        err = kind->start(&worker, do_nothing, NULL);
        err = err ? err : kind->join(&worker);
    }
    trial_end(trial, (double)tasks);
    return err;
}

/* Waits for the turn and hands it over, HANDOVERS times. */
static void hand_over(struct common *common, int self)
{
    for (int i = 0; i < HANDOVERS; i++) {
        while (atomic_load(&common->turn) != self)
            syscall(SYS_futex, &common->turn, FUTEX_WAIT, !self, NULL);
        atomic_store(&common->turn, !self);
        syscall(SYS_futex, &common->turn, FUTEX_WAKE, 1);
    }
}

static void *second_main(void *arg)
{
    hand_over(arg, 1);
    return NULL;
}

int costs_kernel_switch(struct cost_trial *trial, long tasks)
{
    const struct kernel_kind *kind = kind_of(trial);
    (void)tasks;
    struct common *common = shared_alloc(sizeof *common);
    union kernel_worker second;
    if (!common)
        return -ENOMEM;
    int err = kind->start(&second, second_main, common);
    if (err)
        return err;
    trial_begin(trial);
    hand_over(common, 0);
    err = kind->join(&second);
    trial_end(trial, 2.0 * HANDOVERS);
    shared_free(common, sizeof *common);
    return err;
}

static int start_all(const struct kernel_kind *kind,
                     union kernel_worker *workers, long tasks,
                     void *(*fn)(void *), void *arg)
{
    int err = 0;
    for (long i = 0; !err && i < tasks; i++)
        err = kind->start(&workers[i], fn, arg);
    return err;
}

static int join_all(const struct kernel_kind *kind,
                    union kernel_worker *workers, long tasks)
{
    int err = 0;
    for (long i = 0; !err && i < tasks; i++)
        err = kind->join(&workers[i]);
    return err;
}

static void *park(void *arg)
{
    struct common *common = arg;
    char byte;
    atomic_fetch_add(&common->begun, 1);
    return read(common->pipe[0], &byte, 1) ? arg : NULL;
}

static void *park_process(void *arg)
{
    close(((struct common *)arg)->pipe[1]); /* or it would never be closed */
    return park(arg);
}

/* The sum of their Pss, which counts each shared page once. In bytes, or a
 * negative errno value. */
static int64_t children_pss(const union kernel_worker *workers, long tasks)
{
    int64_t bytes = 0;
    char pid[16];
    for (long i = 0; i < tasks; i++) {
        snprintf(pid, sizeof pid, "%d", workers[i].process);
        int64_t one = trial_bytes_of(pid, "Pss:");
        if (one < 0)
            return one;
        bytes += one;
    }
    return bytes;
}

static int park_all(const struct kernel_kind *kind, struct cost_trial *trial,
                    struct common *common, union kernel_worker *workers,
                    long tasks)
{
    const struct timespec moment = {.tv_nsec = 50000000};
    int err = trial_unparked(trial);
    trial_begin(trial);
    err = err ? err
              : start_all(kind, workers, tasks,
                          kind->forks ? park_process : park, common);
    while (!err && atomic_load(&common->begun) < tasks)
        sched_yield();
    if (err)
        return err;
    nanosleep(&moment, NULL); /* until the last is in its read() */
    trial_end(trial, 1);
    return trial_parked(trial, tasks,
                        kind->forks ? children_pss(workers, tasks) : 0);
}

int costs_kernel_parked(struct cost_trial *trial, long tasks)
{
    const struct kernel_kind *kind = kind_of(trial);
    struct common *common = shared_alloc(sizeof *common);
    union kernel_worker *workers =
        shared_alloc((size_t)tasks * sizeof *workers);
    if (!common || !workers)
        return -ENOMEM;
    if (pipe2(common->pipe, O_CLOEXEC))
        return -errno;
    int err = park_all(kind, trial, common, workers, tasks);
    close(common->pipe[1]);
    err = err ? err : join_all(kind, workers, tasks);
    shared_free(workers, (size_t)tasks * sizeof *workers);
    shared_free(common, sizeof *common);
    return err;
}

static void *sleep_1s(void *arg)
{
    const struct timespec second = {.tv_sec = 1};
    nanosleep(&second, NULL);
    return arg;
}

int costs_kernel_sleepers(struct cost_trial *trial, long tasks)
{
    const struct kernel_kind *kind = kind_of(trial);
    union kernel_worker *workers =
        shared_alloc((size_t)tasks * sizeof *workers);
    if (!workers)
        return -ENOMEM;
    trial_begin(trial);
    int err = start_all(kind, workers, tasks, sleep_1s, NULL);
    err = err ? err : join_all(kind, workers, tasks);
    trial_end(trial, 1);
    shared_free(workers, (size_t)tasks * sizeof *workers);
    return err;
}
