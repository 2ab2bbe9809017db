/* deadlock.c -- two locks, taken in opposite order (M4). */
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench/semantics/semantic.h"
#include "bench/semantics/transcript.h"
#include "bench/semantics/workers.h"
#include "core/base/process.h"

struct lock_taker {
    struct async_lock *first, *second;
};

static int take_both(struct io *io, void *arg)
{
    struct lock_taker *self = arg;
    int err = async_lock_acquire(io, self->first);
    if (err)
        return err;
    settle(io);
    err = async_lock_acquire(io, self->second);
    if (!err)
        async_lock_release(self->second);
    async_lock_release(self->first);
    return err;
}

static int gather_takers(struct io *io, void *arg)
{
    static struct async_lock a = {.name = "lock A"}, b = {.name = "lock B"};
    static struct lock_taker takers[2];
    const struct ask *ask = arg;
    takers[0] = (struct lock_taker){&a, &b};
    takers[1] = ask->wrong ? takers[0] : (struct lock_taker){&b, &a};
    struct async_call calls[] = {{.fn = take_both, .arg = &takers[0]},
                                 {.fn = take_both, .arg = &takers[1]}};
    return async_gather(io, calls, 2);
}

/* The loop has nothing left that could wake a task, which is proof. */
static int tasks_deadlock(const struct ask *ask)
{
    told("two tasks", async_run(gather_takers, (void *)ask));
    return 0;
}

struct pair {
    pthread_mutex_t mutexes[2];
    pthread_barrier_t both_hold_one;
    bool same_order;
    bool lets_go; /* the first thread does, after a long wait */
};

static void pair_make(struct pair *pair, const struct ask *ask)
{
    *pair = (struct pair){.same_order = ask->wrong};
    for (int i = 0; i < 2; i++)
        pthread_mutex_init(&pair->mutexes[i], NULL);
    pthread_barrier_init(&pair->both_hold_one, NULL, 2);
}

/* Holding the first mutex, waits 4 units for the second; if that is in vain,
 * lets go and locks them in the other thread's order. */
static void lock_or_let_go(struct pair *pair)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    uint64_t ns = (uint64_t)until.tv_nsec + units_ns(4);
    until.tv_sec += (time_t)(ns / 1000000000);
    until.tv_nsec = (long)(ns % 1000000000);
    int err = pthread_mutex_timedlock(&pair->mutexes[1], &until);
    if (!err)
        return;
    told("one thread lets go", -err);
    pthread_mutex_unlock(&pair->mutexes[0]);
    pthread_mutex_lock(&pair->mutexes[1]);
    pthread_mutex_lock(&pair->mutexes[0]);
}

/* In opposite orders, each thread holds a mutex when it asks for the other. */
static void lock_both(int index, void *arg)
{
    struct pair *pair = arg;
    int first = pair->same_order ? 0 : index;
    pthread_mutex_lock(&pair->mutexes[first]);
    if (!pair->same_order)
        pthread_barrier_wait(&pair->both_hold_one);
    if (pair->lets_go && index == 0)
        lock_or_let_go(pair);
    else
        pthread_mutex_lock(&pair->mutexes[1 - first]);
    pthread_mutex_unlock(&pair->mutexes[1 - first]);
    pthread_mutex_unlock(&pair->mutexes[first]);
}

static int threads_let_go(const struct ask *ask)
{
    struct pair pair;
    pair_make(&pair, ask);
    pair.lets_go = true;
    int err = workers_run(WORKER_THREAD, 2, false, lock_both, &pair);
    say("both took both");
    return err;
}

/* Runs two threads in a process, which can be killed along with them. */
static _Noreturn void process_main(const struct ask *ask, int done_fd)
{
    struct pair pair;
    pair_make(&pair, ask);
    int err = workers_run(WORKER_THREAD, 2, false, lock_both, &pair);
    _exit(err || write(done_fd, "", 1) != 1);
}

/* Of threads nobody can prove it: a watchdog runs out of patience. */
static void watch(pid_t process, int done_fd)
{
    struct pollfd done = {.fd = done_fd, .events = POLLIN};
    int ready = poll(&done, 1, (int)(units_ns(40) / 1000000));
    say("two threads: %s",
        ready ? "both took both" : "no progress in a second");
    if (!ready)
        kill(process, SIGKILL);
    int status = 0;
    waitpid(process, &status, 0);
    say("the watchdog %s",
        WIFSIGNALED(status) ? "has killed them" : "had nothing to do");
}

static int threads_deadlock(const struct ask *ask)
{
    int pipe_fds[2];
    if (pipe(pipe_fds) < 0)
        return -errno;
    pid_t process = process_fork();
    int err = process < 0 ? process : 0;
    if (process == 0)
        process_main(ask, pipe_fds[1]);
    close(pipe_fds[1]);
    if (!err)
        watch(process, pipe_fds[0]);
    close(pipe_fds[0]);
    return err;
}

const struct semantic semantics_deadlock[] = {
    {"m4-loop", "M4", "tasks deadlock, too, and the loop proves it",
     "takes locks in the same order", .plain = tasks_deadlock},
    {"m4-threads", "M4", "threads deadlock, and a watchdog notices",
     "takes locks in the same order", .plain = threads_deadlock},
    {"m4-timed", "M4", "a thread whose lock has a time limit lets go",
     "takes locks in the same order", .plain = threads_let_go},
    {0},
};
