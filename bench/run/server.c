/* server.c -- the loopback server that an experiment's cells share. */
#include "bench/run/server.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/machine.h"
#include "core/base/process.h"
#include "core/base/text.h"

#define DESCRIPTORS_TO_KEEP 32 /* that are no connections */
#define START_LIMIT_MS      5000
#define STATS_BYTES         65536 /* a number for each tenth of five minutes */

static bool server_runs(struct bench_server *server)
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
    char *const options[][2] = {
        {"--delay", wanted->delay},
        {"--size", wanted->size},
        {"--limit", wanted->limit},
        {"--pause-every", wanted->pause_every},
        {"--pause-for", wanted->pause_for},
    };
    enum { OPTIONS = sizeof options / sizeof *options };
    char *argv[2 * OPTIONS + 2] = {path};
    int count = 1;
    snprintf(path, sizeof path, "%.4000s/overlap-server", bin_dir);
    if (access(path, X_OK) < 0)
        return -errno;
    for (int i = 0; i < OPTIONS; i++)
        if (options[i][1]) {
            argv[count++] = options[i][0];
            argv[count++] = options[i][1];
        }
    return process_start(argv, out_fd, -1, NULL);
}

int server_ensure(struct bench_server *server,
                  const struct suite_server *wanted, const char *bin_dir,
                  char why[WHY_MAX])
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

static int server_connect(const struct bench_server *server)
{
    unsigned port;
    if (sscanf(server->url, "http://127.0.0.1:%u/", &port) != 1)
        return -EINVAL;
    const struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    const struct timeval limit = {.tv_sec = START_LIMIT_MS / 1000};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -errno;
    if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) == 0 &&
        connect(fd, (const struct sockaddr *)&address, sizeof address) == 0)
        return fd;
    int err = -errno;
    close(fd);
    return err;
}

/* GETs one page of our own server, which closes the connection after it. */
static int server_get(const struct bench_server *server, const char *page,
                      char *text, size_t size)
{
    int fd = server_connect(server);
    if (fd < 0)
        return fd;
    size_t used = 0;
    ssize_t got = dprintf(fd, "GET %s HTTP/1.0\r\n\r\n", page);
    while (got > 0 && used < size - 1) {
        got = recv(fd, text + used, size - 1 - used, 0);
        used += got > 0 ? (size_t)got : 0;
    }
    int err = got < 0 ? -errno : 0;
    text[used] = '\0';
    close(fd);
    return err;
}

int server_reset(const struct bench_server *server)
{
    char text[STATS_BYTES];
    return server_get(server, "/stats?reset=1", text, sizeof text);
}

int server_report(const struct bench_server *server, json_t *record)
{
    static const char *const told[] = {"accepted",
                                       "requests",
                                       "refused",
                                       "peak_in_flight",
                                       "arrivals_peak_100ms",
                                       "cpu_ns"};
    char text[STATS_BYTES];
    int err = server_get(server, "/stats", text, sizeof text);
    const char *body = err ? NULL : strstr(text, "\r\n\r\n");
    json_t *stats = body ? json_loads(body, 0, NULL) : NULL;
    if (!stats)
        return err ? err : -EPROTO;
    json_t *report = json_object();
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        json_object_set(report, told[i], json_object_get(stats, told[i]));
    json_t *accepted = json_object_get(report, "accepted");
    json_integer_set(accepted, json_integer_value(accepted) - 1); /* ours */
    json_decref(stats);
    return json_object_set_new(record, "server", report) ? -ENOMEM : 0;
}

bool server_refuses(const struct experiment *experiment,
                    const struct cell *cell, char why[WHY_MAX])
{
    int tasks = cell->tasks ? *cell->tasks : experiment->tasks;
    int width = cell->width && *cell->width ? *cell->width : tasks;
    int most = machine_max_files() - DESCRIPTORS_TO_KEEP;
    if (width > tasks && tasks)
        width = tasks;
    if (width <= most)
        return false;
    snprintf(why, WHY_MAX,
             "overlap-server: found %d connections, expected at most %d, which "
             "is what ulimit -n allows",
             width, most);
    return true;
}

void server_stop(struct bench_server *server)
{
    if (server->pid > 0)
        process_stop(server->pid);
    server->pid = 0;
}
