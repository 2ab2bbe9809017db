/* main.c -- overlap-server: the loopback HTTP server that tasks fetch from.
 *
 * One thread: libmicrohttpd's epoll descriptor is the only thing it waits
 * for, and ppoll()'s timeout is the timer of every answer held back. */
#include <errno.h>
#include <getopt.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "core/base/units.h"
#include "core/io.h"
#include "workloads/server/answer.h"

#define CONNECTION_BYTES    ((size_t)8192) /* for a request's header */
#define DESCRIPTORS_TO_KEEP 32u            /* that are no connections */

static volatile sig_atomic_t stopping;

static void on_signal(int number)
{
    (void)number;
    stopping = 1;
}

static void usage_print(void)
{
    puts(
        "Usage: overlap-server [options]\n"
        "Answers HTTP requests on 127.0.0.1 and prints its URL on one line.\n"
        "It ends with the program that started it, or on SIGTERM.\n"
        "\n"
        "  --port N        listen on this port (0: one the kernel picks)\n"
        "  --delay D       hold each answer back: 20ms, 1s (0)\n"
        "  --size S        bytes of each body: 512, 64KiB (1KiB)\n"
        "  --limit R       answer 429 above R requests a second, after a\n"
        "                  burst of R/10, at least 1 (no limit)\n"
        "  --pause-every E, --pause-for F\n"
        "                  stop for F at the end of each E, counted from the\n"
        "                  start or the last /stats?reset: nobody is answered\n"
        "  --help          print this\n"
        "  --version       print the version\n"
        "\n"
        "Every path answers 200 and the letters a to z, repeated. The query\n"
        "of a URL changes that one answer:\n"
        "  ?delay=20ms  ?size=1024  ?status=404  (200 to 599), and\n"
        "  ?cut=1       closes the connection after half of the body.\n"
        "/stats answers counts as JSON: accepted (connections, the one that\n"
        "asks included), requests, refused (by --limit), in_flight,\n"
        "peak_in_flight, arrivals (in each window of 100 ms, for five\n"
        "minutes), arrivals_peak_100ms (within any 100 ms), and cpu_ns, the\n"
        "CPU time of this server. A request for it is not counted.\n"
        "/stats?reset answers the same and starts the counts anew.");
}

enum option_result { OPTIONS_GO, OPTIONS_DONE, OPTIONS_BAD };

static enum option_result option_wrong(const char *name, const char *expected)
{
    fprintf(stderr, "overlap-server: --%s is '%s', expected %s\n", name, optarg,
            expected);
    return OPTIONS_BAD;
}

static enum option_result option_take(int option, struct server *server,
                                      uint16_t *port)
{
    int64_t number;
    switch (option) {
    case 'p':
        if (units_parse_count(optarg, &number) || number > UINT16_MAX)
            return option_wrong("port", "a number from 0 to 65535");
        *port = (uint16_t)number;
        return OPTIONS_GO;
    case 'd':
        if (units_parse_duration_ns(optarg, &server->delay_ns) ||
            server->delay_ns > SERVER_DELAY_MAX_NS)
            return option_wrong("delay", "20ms or the like, up to an hour");
        return OPTIONS_GO;
    case 's':
        if (units_parse_bytes(optarg, &server->size_bytes))
            return option_wrong("size", "bytes, such as 1024 or 64KiB");
        return OPTIONS_GO;
    case 'e':
        if (units_parse_duration_ns(optarg, &server->pause_every_ns) ||
            server->pause_every_ns == 0)
            return option_wrong("pause-every", "1s or the like");
        return OPTIONS_GO;
    case 'f':
        if (units_parse_duration_ns(optarg, &server->pause_for_ns) ||
            server->pause_for_ns == 0)
            return option_wrong("pause-for", "100ms or the like");
        return OPTIONS_GO;
    default:
        if (units_parse_count(optarg, &number) || number < 1)
            return option_wrong("limit", "requests a second, 1 or more");
        server->limit_per_s = number;
        return OPTIONS_GO;
    }
}

static enum option_result options_parse(int argc, char **argv,
                                        struct server *server, uint16_t *port)
{
    static const struct option options[] = {
        {"port", required_argument, NULL, 'p'},
        {"delay", required_argument, NULL, 'd'},
        {"size", required_argument, NULL, 's'},
        {"limit", required_argument, NULL, 'l'},
        {"pause-every", required_argument, NULL, 'e'},
        {"pause-for", required_argument, NULL, 'f'},
        {"help", no_argument, NULL, 'h'},
        {"version", no_argument, NULL, 'v'},
        {0},
    };
    int option;
    while ((option = getopt_long(argc, argv, ":", options, NULL)) != -1) {
        if (option == 'h') {
            usage_print();
            return OPTIONS_DONE;
        }
        if (option == 'v') {
            puts("overlap-server " OVERLAP_VERSION);
            return OPTIONS_DONE;
        }
        if (option == '?' || option == ':') {
            fprintf(stderr, "overlap-server: %s '%s'; --help lists all\n",
                    option == ':' ? "a value is missing after"
                                  : "there is no such option as",
                    argv[optind - 1]);
            return OPTIONS_BAD;
        }
        if (option_take(option, server, port) != OPTIONS_GO)
            return OPTIONS_BAD;
    }
    if (optind < argc) {
        fprintf(stderr, "overlap-server: found '%s', expected only options\n",
                argv[optind]);
        return OPTIONS_BAD;
    }
    if (server->pause_for_ns + server->pause_every_ns > 0 &&
        (server->pause_for_ns == 0 ||
         server->pause_for_ns >= server->pause_every_ns)) {
        fputs("overlap-server: expected --pause-every and a shorter "
              "--pause-for\n",
              stderr);
        return OPTIONS_BAD;
    }
    return OPTIONS_GO;
}

/* A socket that listens on the loopback, or a negative errno value; `port`
 * becomes the one it has. */
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

/* How many connections this process can hold, after asking for more. */
static unsigned connections_max(void)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files))
        return 512;
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    getrlimit(RLIMIT_NOFILE, &files);
    rlim_t most = files.rlim_cur < 1000000 ? files.rlim_cur : 1000000;
    return most > 2 * DESCRIPTORS_TO_KEEP ? (unsigned)most - DESCRIPTORS_TO_KEEP
                                          : DESCRIPTORS_TO_KEEP;
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

/* How long nothing will happen, unless a client does something. NULL: for
 * good. */
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

/* Does nothing while it is paused. */
static void pause_serve(const struct server *server, const sigset_t *waiting)
{
    uint64_t now_ns = io_now_ns();
    uint64_t until_ns = server_paused_until(server, now_ns);
    for (; !stopping && now_ns < until_ns; now_ns = io_now_ns()) {
        struct timespec wait = timespec_of(until_ns - now_ns);
        ppoll(NULL, 0, &wait, waiting);
    }
}

/* Serves until a signal comes, which only gets through while it waits. */
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

/* Ends this program with the one that started it, which may be gone by now. */
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

int main(int argc, char **argv)
{
    static struct server server = {.size_bytes = 1024};
    pid_t parent = getppid();
    uint16_t port = 0;
    sigset_t waiting;

    enum option_result options = options_parse(argc, argv, &server, &port);
    if (options != OPTIONS_GO)
        return options == OPTIONS_DONE ? 0 : 2;
    signals_take(&waiting);
    parent_follow(parent);
    prctl(PR_SET_TIMERSLACK, 1ul); /* else answers are up to 50 us late */

    int listen_fd = listen_open(&port);
    if (listen_fd < 0) {
        fprintf(stderr, "overlap-server: cannot listen on port %u: %s\n", port,
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
