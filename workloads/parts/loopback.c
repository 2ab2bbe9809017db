/* loopback.c -- starts and ends the server that tasks fetch from.
 *
 * The server is forked twice, so that it is not our child: neither we nor
 * whoever times us ever waits for it, and its CPU time and memory are counted
 * as nobody's. What ties it to us is a pipe, its standard input, whose other
 * end we (and workers forked later) hold: once the last of us is gone, for
 * whatever reason, the pipe closes and the kernel sends the server SIGTERM. */
#include "workloads/parts/loopback.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

#include "core/base/text.h"

#define SERVER           "overlap-server"
#define START_TIMEOUT_MS 5000

static int server_path(char path[PATH_MAX])
{
    ssize_t len = readlink("/proc/self/exe", path, PATH_MAX - 1);
    if (len < 0)
        return -errno;
    path[len] = '\0';
    char *name = strrchr(path, '/') + 1;
    if ((size_t)(name - path) + sizeof SERVER > PATH_MAX)
        return -ENAMETOOLONG;
    memcpy(name, SERVER, sizeof SERVER);
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
 * waits until it is an orphan: the server ends itself when its parent does. */
static _Noreturn void server_exec(const char *path, pid_t middle, int in,
                                  int hold, int out)
{
    const struct timespec moment = {.tv_nsec = 20000};
    while (getppid() == middle)
        nanosleep(&moment, NULL);
    signal(SIGTERM, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    setsid(); /* Ctrl-C is for us; we then end the server */
    close(hold);
    if (pipe_follow(in) && dup2(in, STDIN_FILENO) >= 0 &&
        dup2(out, STDOUT_FILENO) >= 0 && dup2(out, STDERR_FILENO) >= 0)
        execl(path, SERVER, (char *)NULL);
    _exit(127);
}

static int server_fork(const char *path, const int in[2], int out)
{
    pid_t middle = fork();
    if (middle < 0)
        return -errno;
    if (middle == 0) {
        pid_t self = getpid();
        pid_t server = fork();
        if (server == 0)
            server_exec(path, self, in[0], in[1], out);
        _exit(server < 0);
    }
    int status;
    while (waitpid(middle, &status, 0) < 0)
        if (errno != EINTR)
            return -errno;
    return status == 0 ? 0 : -EAGAIN;
}

/* Closes a pipe's ends; -1: not open. */
static void ends_close(int ends[2])
{
    for (int i = 0; i < 2; i++)
        if (ends[i] >= 0)
            close(ends[i]);
}

/* The server's first line is its URL, or says why there is none. */
static int read_url(struct loopback *loopback, int out,
                    char why[WORKLOAD_WHY_MAX])
{
    char line[300];
    int err = text_read_line(out, line, sizeof line, START_TIMEOUT_MS);
    if (!err && strncmp(line, "http:", 5) == 0) {
        snprintf(loopback->url, sizeof loopback->url, "%.60s", line);
        return 0;
    }
    const char *reason = strstr(line, ": ");
    snprintf(why, WORKLOAD_WHY_MAX, SERVER " did not start: %s",
             err == -EPIPE    ? "it ended at once"
             : err || !reason ? strerrordesc_np(err ? -err : EPROTO)
                              : reason + 2);
    return err ? err : -EPROTO;
}

int loopback_start(struct loopback *loopback, char why[WORKLOAD_WHY_MAX])
{
    char path[PATH_MAX];
    int err = server_path(path);
    if (err) {
        snprintf(why, WORKLOAD_WHY_MAX,
                 "expected the program " SERVER " beside this one: %s",
                 strerrordesc_np(-err));
        return err;
    }
    int in[2] = {-1, -1}, out[2] = {-1, -1};
    if (pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC))
        err = -errno;
    err = err ? err : server_fork(path, in, out[1]);
    if (!err) {
        close(out[1]); /* or we would wait for ourselves */
        out[1] = -1;
        err = read_url(loopback, out[0], why);
    } else {
        snprintf(why, WORKLOAD_WHY_MAX, SERVER " did not start: %s",
                 strerrordesc_np(-err));
    }
    if (!err) {
        loopback->hold_fd = in[1];
        in[1] = -1;
    }
    ends_close(in);
    ends_close(out);
    return err;
}

void loopback_stop(struct loopback *loopback)
{
    if (loopback->url[0])
        close(loopback->hold_fd);
    *loopback = (struct loopback){0};
}

uint32_t loopback_digest(size_t bytes)
{
    unsigned char block[26 * 64];
    uLong digest = 0;
    for (size_t i = 0; i < sizeof block; i++)
        block[i] = (unsigned char)('a' + i % 26);
    while (bytes > 0) {
        size_t len = bytes < sizeof block ? bytes : sizeof block;
        digest = crc32_z(digest, block, len);
        bytes -= len;
    }
    return (uint32_t)digest;
}
