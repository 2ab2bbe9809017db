/* forks.c -- worker processes: started, waited for, replaced, ended. */
#include "processes/forks.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/process.h"
#include "core/base/shared.h"
#include "core/permits.h"

#define GRACE_NS UINT64_C(1000000000) /* from the end to SIGKILL */
#define LOOK_MS  200 /* between looks for processes that lie stopped */
#define IDLE_MAX 3   /* deaths in a row before any task was begun */
#define MS_NS    UINT64_C(1000000)

struct forks {
    struct work *work;
    forks_body *body;
    int processes;
    int running;
    pid_t *pids;     /* 0: gone */
    int *begun;      /* tasks its workers had begun when it started */
    int idle_deaths; /* in a row */
    atomic_int *err; /* a body's or replace()'s; in shared memory */
    sigset_t usual;  /* the signal mask from before */
};

/* Ctrl-C and the closing of a terminal are for the program, which stops the
 * run; a SIGTERM to one process is meant for that one. */
static void leave_signals(const struct forks *forks)
{
    signal(SIGINT, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    signal(SIGQUIT, SIG_IGN);
    signal(SIGTERM, SIG_DFL);
    sigprocmask(SIG_SETMASK, &forks->usual, NULL);
}

/* The first error is the run's. */
static void end_run(const struct forks *forks, int err)
{
    int none = 0;
    atomic_compare_exchange_strong(forks->err, &none, err);
    work_stop(forks->work, err);
}

static _Noreturn void process_main(struct forks *forks, int index)
{
    leave_signals(forks);
    int err = forks->body(forks->work, index, forks->processes);
    if (err < 0)
        end_run(forks, err);
    _exit(0);
}

/* How many tasks the workers of a process have begun. */
static int count_begun(const struct forks *forks, int index)
{
    int begun = 0, crew = work_crew(forks->work);
    for (int i = index; i < crew; i += forks->processes)
        begun += work_begun(forks->work, i);
    return begun;
}

static int start(struct forks *forks, int index)
{
    forks->begun[index] = count_begun(forks, index);
    pid_t pid = process_fork();
    if (pid < 0)
        return pid;
    if (pid == 0)
        process_main(forks, index);
    forks->pids[index] = pid;
    forks->running++;
    return 0;
}

static int find(const struct forks *forks, pid_t pid)
{
    for (int i = 0; i < forks->processes; i++)
        if (forks->pids[i] == pid)
            return i;
    return -1;
}

/* All workers of a process die with it. True: some left tasks behind. */
static bool bury(struct forks *forks, int index)
{
    bool left = false;
    int crew = work_crew(forks->work);
    for (int i = index; i < crew; i += forks->processes)
        left = work_bury(forks->work, i) || left;
    return left && !work_stopped(forks->work);
}

/* Replaces a process that died. Gives up if several in a row died without
 * having begun a task: whatever killed them would go on doing so. */
static int replace(struct forks *forks, int index)
{
    if (count_begun(forks, index) > forks->begun[index])
        forks->idle_deaths = 0;
    else if (++forks->idle_deaths == IDLE_MAX)
        return -EOWNERDEAD;
    return start(forks, index);
}

static void on_end(struct forks *forks, pid_t pid)
{
    int index = find(forks, pid);
    if (index < 0)
        return;
    forks->pids[index] = 0;
    forks->running--;
    io_permits_reclaim(pid);
    int err = bury(forks, index) ? replace(forks, index) : 0;
    if (err)
        end_run(forks, err);
}

static void kill_all(const struct forks *forks)
{
    for (int i = 0; i < forks->processes; i++)
        if (forks->pids[i] > 0)
            kill(forks->pids[i], SIGKILL);
}

/* Was the process stopped, by SIGSTOP or the like? */
static bool is_stopped(pid_t pid)
{
    char path[40], text[300] = "";
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *file = fopen(path, "re");
    if (!file)
        return false;
    const char *name_end =
        fgets(text, sizeof text, file) ? strrchr(text, ')') : NULL;
    fclose(file);
    return name_end && strncmp(name_end, ") T", 3) == 0;
}

/* A stopped process cannot notice that its task's time is up. */
static void kill_late(const struct forks *forks)
{
    int crew = work_crew(forks->work);
    for (int i = 0; i < crew; i++) {
        pid_t pid = forks->pids[i % forks->processes];
        if (pid > 0 && work_overdue(forks->work, i, GRACE_NS) &&
            is_stopped(pid))
            kill(pid, SIGKILL);
    }
}

/* Waits until a process ends, the run is stopped, or `timeout_ms` is over. */
static void wait_some(const struct forks *forks, int signal_fd, int timeout_ms)
{
    bool stopped = work_stopped(forks->work);
    struct pollfd on[] = {
        {.fd = signal_fd, .events = POLLIN},
        {.fd = stopped ? -1 : forks->work->stop_fd, .events = POLLIN},
    };
    struct signalfd_siginfo ended;
    poll(on, 2, timeout_ms);
    while (read(signal_fd, &ended, sizeof ended) > 0)
        continue;
}

static void wait_all(struct forks *forks, int signal_fd)
{
    uint64_t kill_ns = IO_NEVER; /* set once the run is over */
    const int usual_ms = forks->work->plan->timeout_ns ? LOOK_MS : -1;
    while (forks->running > 0) {
        uint64_t now_ns = io_now_ns();
        if (now_ns >= kill_ns)
            kill_all(forks);
        else if (usual_ms >= 0)
            kill_late(forks);
        wait_some(forks, signal_fd,
                  kill_ns == IO_NEVER ? usual_ms
                  : now_ns < kill_ns  ? (int)((kill_ns - now_ns) / MS_NS) + 1
                                      : LOOK_MS);
        pid_t pid;
        while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
            on_end(forks, pid);
        if (work_stopped(forks->work) && kill_ns == IO_NEVER)
            kill_ns = io_now_ns() + GRACE_NS;
    }
}

/* SIGCHLD arrives through a descriptor, so that none can slip in unnoticed just
 * before we wait. */
static int run(struct forks *forks)
{
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, &forks->usual);
    int signal_fd = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
    int err = signal_fd < 0 ? -errno : 0;
    for (int i = 0; i < forks->processes && !err; i++)
        err = start(forks, i);
    if (err)
        work_stop(forks->work, err);
    wait_all(forks, signal_fd);
    if (signal_fd >= 0)
        close(signal_fd);
    sigprocmask(SIG_SETMASK, &forks->usual, NULL);
    return err;
}

int forks_run(struct work *work, int processes, forks_body *body)
{
    struct forks forks = {.work = work, .body = body, .processes = processes};
    forks.pids = calloc((size_t)processes, sizeof *forks.pids);
    forks.begun = calloc((size_t)processes, sizeof *forks.begun);
    forks.err = shared_alloc(sizeof *forks.err);
    int err = forks.pids && forks.begun && forks.err ? run(&forks) : -ENOMEM;
    if (!err)
        err = atomic_load(forks.err);
    shared_free(forks.err, sizeof *forks.err);
    free(forks.begun);
    free(forks.pids);
    return err;
}
