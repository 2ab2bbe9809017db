/* beside.c -- starts and ends a program that lies beside this one.
 *
 * It is forked twice, so that it is not our child: neither we nor whoever times
 * us ever waits for it, and its CPU time and memory are counted as nobody's.
 * What ties it to us is a pipe, its standard input, whose other end we (and
 * workers forked later) hold: once the last of us is gone, for whatever reason,
 * the pipe closes and the kernel sends the program SIGTERM. */
#include "workloads/parts/beside.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/base/text.h"

#define START_TIMEOUT_MS 5000

static int path_beside(const char *program, char path[PATH_MAX])
{
    ssize_t len = readlink("/proc/self/exe", path, PATH_MAX - 1);
    if (len < 0)
        return -errno;
    path[len] = '\0';
    char *name = strrchr(path, '/') + 1;
    size_t bytes = strlen(program) + 1;
    if ((size_t)(name - path) + bytes > PATH_MAX)
        return -ENAMETOOLONG;
    memcpy(name, program, bytes);
    return access(path, X_OK) ? -errno : 0;
}

/* Has the kernel send this process a SIGTERM when the pipe `in` closes. False
 * if that fails, or the pipe is already closed. */
static bool pipe_follow(int in)
{
    struct pollfd pipe = {.fd = in};
    return fcntl(in, F_SETOWN, getpid()) == 0 &&
           fcntl(in, F_SETSIG, SIGTERM) == 0 &&
           fcntl(in, F_SETFL, O_ASYNC) == 0 && poll(&pipe, 1, 0) == 0;
}

/* Runs in the grandchild and makes only calls that are safe after a fork. It
 * waits until it is an orphan: the program may end itself when its parent does.
 */
static _Noreturn void program_exec(const char *path, char *const *argv,
                                   pid_t middle, int in, int hold, int out)
{
    const struct timespec moment = {.tv_nsec = 20000};
    while (getppid() == middle)
        nanosleep(&moment, NULL);
    signal(SIGTERM, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    setsid(); /* Ctrl-C is for us; we then end it */
    close(hold);
    if (pipe_follow(in) && dup2(in, STDIN_FILENO) >= 0 &&
        dup2(out, STDOUT_FILENO) >= 0 && dup2(out, STDERR_FILENO) >= 0)
        execv(path, argv);
    _exit(127);
}

static int program_fork(const char *path, char *const *argv, const int in[2],
                        int out)
{
    pid_t middle = fork();
    if (middle < 0)
        return -errno;
    if (middle == 0) {
        pid_t self = getpid();
        pid_t program = fork();
        if (program == 0)
            program_exec(path, argv, self, in[0], in[1], out);
        _exit(program < 0);
    }
    int status;
    while (waitpid(middle, &status, 0) < 0)
        if (errno != EINTR)
            return -errno;
    return status == 0 ? 0 : -EAGAIN;
}

/* Closes a pipe's end, if it is open. */
static void end_close(int *end)
{
    if (*end >= 0)
        close(*end);
    *end = -1;
}

static void ends_close(struct beside *beside)
{
    end_close(&beside->hold_fd);
    end_close(&beside->out_fd);
}

/* Its first line is what was expected, or says why it did not start. */
static int read_line(struct beside *beside, const char *program,
                     const char *expected, char why[WORKLOAD_WHY_MAX])
{
    int err = text_read_line(beside->out_fd, beside->line, sizeof beside->line,
                             START_TIMEOUT_MS);
    if (!err && strncmp(beside->line, expected, strlen(expected)) == 0)
        return 0;
    const char *reason = strstr(beside->line, ": ");
    snprintf(why, WORKLOAD_WHY_MAX, "%s did not start: %.200s", program,
             err == -EPIPE    ? "it ended at once"
             : err || !reason ? strerrordesc_np(err ? -err : EPROTO)
                              : reason + 2);
    return err ? err : -EPROTO;
}

int beside_start(struct beside *beside, char *const *argv, const char *expected,
                 char why[WORKLOAD_WHY_MAX])
{
    char path[PATH_MAX];
    *beside = (struct beside){.hold_fd = -1, .out_fd = -1};
    int err = path_beside(argv[0], path);
    if (err) {
        snprintf(why, WORKLOAD_WHY_MAX,
                 "expected the program %s beside this one: %s", argv[0],
                 strerrordesc_np(-err));
        return err;
    }
    int in[2] = {-1, -1}, out[2] = {-1, -1};
    if (pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC))
        err = -errno;
    err = err ? err : program_fork(path, argv, in, out[1]);
    if (err)
        snprintf(why, WORKLOAD_WHY_MAX, "%s did not start: %s", argv[0],
                 strerrordesc_np(-err));
    end_close(&in[0]);
    end_close(&out[1]); /* or we would wait for ourselves */
    beside->hold_fd = in[1];
    beside->out_fd = out[0];
    err = err ? err : read_line(beside, argv[0], expected, why);
    beside->started = !err;
    if (err)
        ends_close(beside);
    return err;
}

void beside_stop(struct beside *beside)
{
    if (beside->started)
        ends_close(beside);
    *beside = (struct beside){0};
}
