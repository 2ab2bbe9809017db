/* server.c -- the loopback server that an experiment's cells share. */
#include "server.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/text.h"
#include "process.h"

#define START_LIMIT_MS 5000

static bool server_runs(struct server *server)
{
    int exit_code;
    if (server->pid > 0 && process_wait(server->pid, 0, &exit_code) == 0)
        server->pid = 0;
    return server->pid > 0;
}

static pid_t start(const struct suite_server *wanted, const char *bin_dir,
                   int out_fd)
{
    char path[4096];
    char *argv[6] = {path};
    int count = 1;
    snprintf(path, sizeof path, "%.4000s/overlap-server", bin_dir);
    if (access(path, X_OK) < 0)
        return -errno;
    if (wanted->delay) {
        argv[count++] = "--delay";
        argv[count++] = wanted->delay;
    }
    if (wanted->size) {
        argv[count++] = "--size";
        argv[count++] = wanted->size;
    }
    return process_start(argv, out_fd, -1, NULL);
}

int server_ensure(struct server *server, const struct suite_server *wanted,
                  const char *bin_dir, char why[WHY_MAX])
{
    int ends[2];
    if (server_runs(server))
        return 0;
    if (pipe2(ends, O_CLOEXEC) < 0)
        return -errno;
    pid_t pid = start(wanted, bin_dir, ends[1]);
    close(ends[1]);
    int err = pid < 0 ? pid : 0;
    if (err == 0) {
        server->pid = pid;
        err = text_read_line(ends[0], server->url, sizeof server->url,
                             START_LIMIT_MS);
    }
    if (err < 0) {
        snprintf(why, WHY_MAX,
                 "overlap-server: %s; expected its URL within %d s",
                 strerror(-err), START_LIMIT_MS / 1000);
        server_stop(server);
    }
    close(ends[0]);
    return err;
}

void server_stop(struct server *server)
{
    if (server->pid > 0)
        process_stop(server->pid);
    server->pid = 0;
}
