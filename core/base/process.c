/* process.c -- starts programs without a shell, and waits for them. */
#include "core/base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void watched_signals(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGHUP);
    sigaddset(set, SIGCHLD);
}

void process_begin(void)
{
    sigset_t set;
    watched_signals(&set);
    signal(SIGCHLD, SIG_DFL); /* whoever started us may have ignored it */
    sigprocmask(SIG_BLOCK, &set, NULL);
    /* Processes that our programs orphan become our children, so that
     * process_stop() can tell when the last of a group is gone. */
    prctl(PR_SET_CHILD_SUBREAPER, 1);
}

static void child_exec(char *const argv[], int out_fd, int err_fd,
                       const char *dir, pid_t parent)
{
    sigset_t set;
    watched_signals(&set);
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    int null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (getppid() != parent || null_fd < 0 || (dir && chdir(dir) < 0))
        _exit(PROCESS_NOT_RUN);
    dup2(null_fd, STDIN_FILENO);
    dup2(out_fd < 0 ? null_fd : out_fd, STDOUT_FILENO);
    dup2(err_fd < 0 ? null_fd : err_fd, STDERR_FILENO);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    execvp(argv[0], argv);
    int err = errno;
    dprintf(STDERR_FILENO, "%s: %s\n", argv[0], strerror(err));
    _exit(err == ENOENT ? PROCESS_NOT_FOUND : PROCESS_NOT_RUN);
}

pid_t process_start(char *const argv[], int out_fd, int err_fd, const char *dir)
{
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid < 0)
        return -errno;
    if (pid == 0)
        child_exec(argv, out_fd, err_fd, dir, parent);
    setpgid(pid, pid); /* in both processes: either may run first */
    return pid;
}

uint64_t process_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static int reap(pid_t pid, int *exit_code)
{
    int status;
    pid_t got = waitpid(pid, &status, WNOHANG);
    if (got < 0)
        return -errno;
    if (got == 0)
        return -EAGAIN;
    *exit_code =
        WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
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
        ;
    return err == -ETIMEDOUT ? 0 : err;
}

void process_stop(pid_t pid)
{
    const struct timespec step = {.tv_nsec = 5000000};
    int exit_code;
    kill(-pid, SIGINT);
    for (int i = 0; i < 400; i++) {
        int err;
        while ((err = reap(-pid, &exit_code)) == 0)
            ;
        if (err == -ECHILD)
            return;
        nanosleep(&step, NULL);
    }
    kill(-pid, SIGKILL);
    while (waitpid(-pid, NULL, 0) > 0)
        ;
}
