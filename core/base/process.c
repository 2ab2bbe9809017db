/* process.c -- starts programs without a shell, and waits for them. */
#include "core/base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* A program that we started, until somebody knows how it ended. */
struct child {
    pid_t pid;
    int status; /* of waitpid(), once it ended */
    bool ended;
};

static struct child *children;
static int children_count;

static struct child *child_find(pid_t pid)
{
    for (int i = 0; i < children_count; i++)
        if (children[i].pid == pid)
            return &children[i];
    return NULL;
}

static void child_forget(pid_t pid)
{
    struct child *child = child_find(pid);
    if (child)
        *child = children[--children_count];
}

static int leash = -1; /* a pipe whose other end closes when we are gone */

/* A blocked signal would arrive even if it is ignored, as SIGHUP is under
 * nohup. */
static void watched_signals(sigset_t *set)
{
    static const int ending[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGXCPU};
    struct sigaction now;
    sigemptyset(set);
    sigaddset(set, SIGCHLD);
    for (size_t i = 0; i < sizeof ending / sizeof *ending; i++)
        if (sigaction(ending[i], NULL, &now) == 0 && now.sa_handler != SIG_IGN)
            sigaddset(set, ending[i]);
}

/* Whoever reads from a terminal or pipe that is gone must not kill us. */
void process_begin(void)
{
    sigset_t set;
    int ends[2];
    watched_signals(&set);
    signal(SIGCHLD, SIG_DFL); /* whoever started us may have ignored it */
    signal(SIGPIPE, SIG_IGN);
    sigprocmask(SIG_BLOCK, &set, NULL);
    if (pipe2(ends, O_CLOEXEC) == 0)
        leash = ends[0];
    /* Processes that our programs orphan become our children, so that
     * process_stop() can tell when the last of a group is gone. reap_all()
     * takes in those that end before. */
    prctl(PR_SET_CHILD_SUBREAPER, 1);
}

pid_t process_fork(void)
{
    pid_t parent = getpid(), pid = fork();
    if (pid < 0)
        return -errno;
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent)
            _exit(PROCESS_NOT_RUN);
    }
    return pid;
}

/* Has the kernel send our process group a SIGTERM when the parent is gone. Only
 * we get the signal of process_fork(), and not what we shall start; that has
 * the leash from us. Each group opens it anew: an open file has one owner. */
static void take_leash(void)
{
    char path[32];
    snprintf(path, sizeof path, "/proc/self/fd/%d", leash);
    int fd = leash < 0 ? -1 : open(path, O_RDONLY | O_NONBLOCK);
    if (fd < 0)
        return;
    fcntl(fd, F_SETOWN, -getpid());
    fcntl(fd, F_SETSIG, SIGTERM);
    fcntl(fd, F_SETFL, O_NONBLOCK | O_ASYNC);
}

static void child_fail(int err_fd, const char *what, int exit_code)
{
    dprintf(err_fd, "%s: %s\n", what, strerror(errno));
    _exit(exit_code);
}

static void child_exec(char *const argv[], int out_fd, int err_fd,
                       const char *dir)
{
    sigset_t set;
    watched_signals(&set);
    setpgid(0, 0);
    int told_fd = err_fd < 0 ? STDERR_FILENO : err_fd;
    int null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null_fd < 0)
        child_fail(told_fd, "/dev/null", PROCESS_NOT_RUN);
    if (dir && chdir(dir) < 0)
        child_fail(told_fd, dir, PROCESS_NOT_RUN);
    if (dup2(null_fd, STDIN_FILENO) < 0 ||
        dup2(out_fd < 0 ? null_fd : out_fd, STDOUT_FILENO) < 0 ||
        dup2(err_fd < 0 ? null_fd : err_fd, STDERR_FILENO) < 0)
        _exit(PROCESS_NOT_RUN);
    take_leash();
    signal(SIGPIPE, SIG_DFL);
    signal(SIGXFSZ, SIG_DFL);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    execvp(argv[0], argv);
    child_fail(STDERR_FILENO, argv[0],
               errno == ENOENT ? PROCESS_NOT_FOUND : PROCESS_NOT_RUN);
}

pid_t process_start(char *const argv[], int out_fd, int err_fd, const char *dir)
{
    size_t room = ((size_t)children_count + 1) * sizeof *children;
    struct child *grown = realloc(children, room);
    if (!grown)
        return -ENOMEM;
    children = grown;
    pid_t pid = process_fork();
    if (pid < 0)
        return pid;
    if (pid == 0)
        child_exec(argv, out_fd, err_fd, dir);
    setpgid(pid, pid); /* in both processes: either may run first */
    children[children_count++] = (struct child){.pid = pid};
    return pid;
}

uint64_t process_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* Takes in all that ended: programs of ours, whose status is kept, and what
 * they orphaned, which nobody else waits for. */
static void reap_all(void)
{
    int status;
    for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
        struct child *child = child_find(pid);
        if (child)
            *child = (struct child){pid, status, true};
    }
}

static int reap(pid_t pid, int *exit_code)
{
    reap_all();
    const struct child *child = child_find(pid);
    if (!child)
        return -ECHILD;
    if (!child->ended)
        return -EAGAIN;
    int status = child->status;
    *exit_code =
        WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    child_forget(pid);
    return 0;
}

/* Waits for a watched signal until `end_ms`. Returns 0 if SIGCHLD came. */
static int wait_signal(uint64_t end_ms)
{
    uint64_t now = process_now_ms();
    uint64_t left = end_ms > now ? end_ms - now : 0;
    const struct timespec timeout = {.tv_sec = (time_t)(left / 1000),
                                     .tv_nsec = (long)(left % 1000) * 1000000};
    sigset_t set;
    watched_signals(&set);
    int signal_number = sigtimedwait(&set, NULL, &timeout);
    if (signal_number == SIGCHLD || (signal_number < 0 && errno == EINTR))
        return 0;
    return signal_number < 0 ? -ETIMEDOUT : -EINTR;
}

int process_wait(pid_t pid, int ms, int *exit_code)
{
    uint64_t end_ms = process_now_ms() + (uint64_t)ms;
    int err;
    while ((err = reap(pid, exit_code)) == -EAGAIN)
        if ((err = wait_signal(end_ms)) < 0)
            break;
    return err;
}

int process_pause(int ms)
{
    uint64_t end_ms = process_now_ms() + (uint64_t)ms;
    int err;
    while ((err = wait_signal(end_ms)) == 0)
        reap_all();
    return err == -ETIMEDOUT ? 0 : err;
}

/* Is nothing left of it, neither the program nor what it orphaned? */
static bool group_ended(pid_t pid)
{
    siginfo_t info;
    reap_all();
    return waitid(P_PGID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) < 0 &&
           errno == ECHILD;
}

void process_stop(pid_t pid)
{
    const struct timespec step = {.tv_nsec = 5000000};
    for (int i = 0; !group_ended(pid); i++) {
        if (i % 400 == 0)
            kill(-pid, i ? SIGKILL : SIGINT);
        nanosleep(&step, NULL);
    }
    child_forget(pid);
}
