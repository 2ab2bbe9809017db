/* main.c -- overlap-server: the loopback HTTP server that tasks fetch from.
 *
 * One thread: it waits for libmicrohttpd's epoll descriptor and nothing else,
 * and ppoll()'s timeout is the timer of every answer held back. */
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "core/base/machine.h"
#include "core/base/output.h"
#include "core/io.h"
#include "workloads/server/answer.h"
#include "workloads/server/options.h"

#define CONNECTION_BYTES    ((size_t)8192) /* for a request's header */
#define DESCRIPTORS_TO_KEEP 32             /* for all but connections */
#define CONNECTIONS_MAX     1000000

static volatile sig_atomic_t stopping;

static void on_signal(int number)
{
    (void)number;
    stopping = 1;
}

/* Opens a socket that listens on the loopback, and leaves its port in `port`.
 * Its descriptor, or a negative errno value. */
static int listen_open(uint16_t *port)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -errno;
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons(*port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    socklen_t bytes = sizeof(address);
    struct sockaddr *any = (struct sockaddr *)&address;
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int)) ||
        bind(fd, any, bytes) || listen(fd, SOMAXCONN) ||
        getsockname(fd, any, &bytes)) {
        int err = -errno;
        close(fd);
        return err;
    }
    *port = ntohs(address.sin_port);
    return fd;
}

/* How many connections this process can hold, its limit on files raised. */
static unsigned connections_max(void)
{
    int files = machine_max_files();
    int most = files < CONNECTIONS_MAX ? files : CONNECTIONS_MAX;
    return (unsigned)(most > 2 * DESCRIPTORS_TO_KEEP
                          ? most - DESCRIPTORS_TO_KEEP
                          : DESCRIPTORS_TO_KEEP);
}

static struct MHD_Daemon *daemon_start(struct server *server, int listen_fd)
{
    return MHD_start_daemon(
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME |
            MHD_USE_SUPPRESS_DATE_NO_CLOCK,
        0, NULL, NULL, server_on_request, server, MHD_OPTION_LISTEN_SOCKET,
        listen_fd, MHD_OPTION_CONNECTION_LIMIT, connections_max(),
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_BYTES,
        MHD_OPTION_NOTIFY_COMPLETED, server_on_completed, server,
        MHD_OPTION_NOTIFY_CONNECTION, server_on_connection, server,
        MHD_OPTION_END);
}

static struct timespec timespec_of(uint64_t ns)
{
    return (struct timespec){.tv_sec = (time_t)(ns / 1000000000u),
                             .tv_nsec = (long)(ns % 1000000000u)};
}

/* How long nothing will happen unless a client does something. NULL: for
 * ever. */
static struct timespec *wait_max(struct MHD_Daemon *httpd,
                                 const struct server *server,
                                 struct timespec *wait)
{
    MHD_UNSIGNED_LONG_LONG idle_ms;
    uint64_t next_ns = queue_next_ns(&server->queue);
    uint64_t now_ns = io_now_ns();
    *wait = (struct timespec){0};
    /* Connections never time out, so this says that work is pending. */
    if (MHD_get_timeout(httpd, &idle_ms) == MHD_YES && idle_ms == 0)
        return wait;
    if (next_ns == UINT64_MAX)
        return NULL;
    if (next_ns > now_ns)
        *wait = timespec_of(next_ns - now_ns);
    return wait;
}

/* Sits out a pause. */
static void pause_serve(const struct server *server, const sigset_t *waiting)
{
    uint64_t now_ns = io_now_ns();
    uint64_t until_ns = server_paused_until(server, now_ns);
    for (; !stopping && now_ns < until_ns; now_ns = io_now_ns()) {
        struct timespec wait = timespec_of(until_ns - now_ns);
        ppoll(NULL, 0, &wait, waiting);
    }
}

/* Serves until a signal arrives, which it can only do during a wait. */
static void daemon_serve(struct MHD_Daemon *httpd, struct server *server,
                         const sigset_t *waiting)
{
    const union MHD_DaemonInfo *info =
        MHD_get_daemon_info(httpd, MHD_DAEMON_INFO_EPOLL_FD);
    struct pollfd epoll = {.fd = info->epoll_fd, .events = POLLIN};
    while (!stopping) {
        struct timespec wait;
        ppoll(&epoll, 1, wait_max(httpd, server, &wait), waiting);
        pause_serve(server, waiting);
        server_release(server, io_now_ns());
        MHD_run(httpd);
    }
    server_release(server, UINT64_MAX);
}

/* Ends this program when its parent ends, which may already have happened. */
static void parent_follow(pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
        exit(0);
}

static void signals_take(sigset_t *waiting)
{
    struct sigaction action = {.sa_handler = on_signal};
    sigset_t held;
    sigemptyset(&held);
    sigaddset(&held, SIGTERM);
    sigaddset(&held, SIGINT);
    sigprocmask(SIG_BLOCK, &held, waiting);
    sigdelset(waiting, SIGTERM);
    sigdelset(waiting, SIGINT);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
}

static void server_ask(struct server *server,
                       const struct server_options *options)
{
    server->delay_ns = options->delay_ns;
    server->size_bytes = options->size_bytes;
    server->limit_per_s = options->limit_per_s;
    server->pause_every_ns = options->pause_every_ns;
    server->pause_for_ns = options->pause_for_ns;
}

int main(int argc, char **argv)
{
    static struct server server;
    struct server_options options;
    pid_t parent = getppid();
    sigset_t waiting;
    char why[WHY_MAX] = "";

    if (output_begin("overlap-server"))
        return 2;
    if (server_options_parse(&options, argc, argv, why)) {
        output_complain("overlap-server", "%s", why);
        return 2;
    }
    if (options.help || options.version) {
        if (options.help)
            server_options_help();
        else
            puts("overlap-server " OVERLAP_VERSION);
        return output_end("overlap-server", 0);
    }
    server_ask(&server, &options);
    uint16_t port = (uint16_t)options.port;
    signals_take(&waiting);
    parent_follow(parent);
    prctl(PR_SET_TIMERSLACK, 1ul); /* else answers are up to 50 us late */

    int listen_fd = listen_open(&port);
    if (listen_fd < 0) {
        output_complain("overlap-server", "cannot listen on port %u: %s", port,
                        strerror(-listen_fd));
        return 2;
    }
    struct MHD_Daemon *httpd = NULL;
    if (server_open(&server) == 0)
        httpd = daemon_start(&server, listen_fd);
    if (!httpd) {
        fputs("overlap-server: cannot start libmicrohttpd\n", stderr);
        return 1;
    }
    printf("http://127.0.0.1:%u/\n", port);
    fflush(stdout);
    daemon_serve(httpd, &server, &waiting);
    MHD_stop_daemon(httpd);
    server_close(&server);
    return 0;
}
