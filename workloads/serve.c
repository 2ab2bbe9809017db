/* serve.c -- a server: a task is a connection, from accepting it to its end.
 *
 * echo     sends back whatever comes.
 * page     answers each HTTP GET with the same page.
 * wait     the same, after --delay, as if it had asked another server.
 * compute  each answer is computed.
 * rare     one answer in a hundred takes long to compute.
 * slow     as page; but of our own clients the first sends byte by byte, one
 *          each 20 ms, and its times are not counted.
 *
 * A run has clients of its own: overlap-load opens a connection for each task,
 * all at once, and sends --size requests over each. With --port it has none: it
 * serves whoever comes, and each worker takes one connection after another
 * until the run is stopped. A request that has begun is then still answered. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "core/base/text.h"
#include "core/sockets.h"
#include "core/work.h"
#include "core/workload.h"
#include "workloads/parts/beside.h"
#include "workloads/parts/loopback.h"
#include "workloads/serving.h"

#define LOAD_MS    10000 /* to hear from our own clients in */
#define ECHO_BYTES 64    /* of a request of our own */

static const char *const variants[] = {[SERVE_ECHO] = "echo",
                                       [SERVE_PAGE] = "page",
                                       [SERVE_WAIT] = "wait",
                                       [SERVE_COMPUTE] = "compute",
                                       [SERVE_RARE] = "rare",
                                       [SERVE_SLOW] = "slow",
                                       NULL};

/* A program makes one run, so there is one server. */
static struct {
    struct server server;
    struct beside load;
    json_t *report; /* the load's, once it has ended */
} all = {.server.listener = -1};

static int serve_task(struct io *io, const struct job *job, uint64_t *answered)
{
    return serve_connections(io, job, &all.server, answered);
}

/* ---- Before and after ---- */

static int load_start(const struct plan *plan, uint16_t port,
                      char why[WORKLOAD_WHY_MAX])
{
    char url[64], connections[16], requests[24];
    char *slow = plan->variant == SERVE_SLOW ? "--slow=20ms" : NULL;
    char *argv[] = {"overlap-load",
                    "--json",
                    "--connections",
                    connections,
                    "--requests",
                    requests,
                    url,
                    slow,
                    NULL};
    snprintf(url, sizeof url, "%s://127.0.0.1:%u%s",
             plan->variant == SERVE_ECHO ? "echo" : "http", (unsigned)port,
             plan->variant == SERVE_ECHO ? "" : "/");
    snprintf(connections, sizeof connections, "%d", plan->tasks);
    snprintf(requests, sizeof requests, "%" PRId64, plan->size);
    return beside_start(&all.load, argv, "started", why);
}

static int serve_setup(const struct plan *plan, char why[WORKLOAD_WHY_MAX])
{
    uint16_t port = plan->port > 0 ? (uint16_t)plan->port : 0;
    if (plan->delay_ns && plan->variant != SERVE_WAIT) {
        snprintf(why, WORKLOAD_WHY_MAX,
                 "--delay: found with --variant %s, expected with wait",
                 variants[plan->variant]);
        return -EINVAL;
    }
    if (plan->port >= 0 && plan->variant == SERVE_SLOW) {
        snprintf(why, WORKLOAD_WHY_MAX,
                 "--variant: found slow with --port, expected without: it is "
                 "a client that is slow");
        return -EINVAL;
    }
    for (size_t i = 0; i < sizeof all.server.page; i++)
        all.server.page[i] = (char)('a' + i % 26);
    all.server.listener = io_listen(&port);
    if (all.server.listener < 0) {
        snprintf(why, WORKLOAD_WHY_MAX, "--port: found %d, which is %s",
                 plan->port, strerrordesc_np(-all.server.listener));
        return all.server.listener;
    }
    if (plan->port < 0)
        return load_start(plan, port, why);
    printf("%s://127.0.0.1:%u/\n",
           plan->variant == SERVE_ECHO ? "echo" : "http", (unsigned)port);
    fflush(stdout);
    return 0;
}

static int64_t reported(const char *key)
{
    return json_integer_value(json_object_get(all.report, key));
}

/* What our clients found, once they have ended: those not accepted yet are
 * reset. */
static int load_hear(char why[WORKLOAD_WHY_MAX])
{
    char line[500];
    if (all.report)
        return 0;
    close(all.server.listener);
    all.server.listener = -1;
    int err = text_read_line(all.load.out_fd, line, sizeof line, LOAD_MS);
    all.report = err ? NULL : json_loads(line, 0, NULL);
    if (all.report)
        return 0;
    snprintf(why, WORKLOAD_WHY_MAX, "overlap-load: %.200s",
             err ? strerrordesc_np(-err) : line);
    return err ? err : -EPROTO;
}

static int serve_check(const struct plan *plan, const struct result *results,
                       char why[WORKLOAD_WHY_MAX])
{
    if (plan->port >= 0)
        return WORKLOAD_UNCHECKED;
    uint64_t each =
        (uint64_t)plan->size * (plan->variant == SERVE_ECHO ? ECHO_BYTES : 1);
    uint64_t served = 0;
    int err = load_hear(why);
    if (err)
        return err;
    for (int i = 0; i < plan->tasks; i++) {
        served += results[i].err ? 0 : (uint64_t)plan->size;
        if (results[i].err || results[i].answer == each)
            continue;
        snprintf(why, WORKLOAD_WHY_MAX,
                 "task %d answered %" PRIu64 ", expected %" PRIu64, i,
                 results[i].answer, each);
        return -EILSEQ;
    }
    if (reported("wrong") == 0 && (uint64_t)reported("requests") >= served &&
        (plan->variant == SERVE_ECHO ||
         reported("digest") == loopback_digest(SERVER_PAGE_BYTES)))
        return 0;
    snprintf(why, WORKLOAD_WHY_MAX,
             "the clients had %" PRId64 " right answers and %" PRId64
             " wrong ones, expected at least %" PRIu64 " right ones",
             reported("requests"), reported("wrong"), served);
    return -EILSEQ;
}

static int serve_findings(const struct plan *plan, const struct result *results,
                          struct finding found[WORKLOAD_FINDS_MAX])
{
    (void)plan;
    (void)results;
    if (!all.report || reported("requests") == 0)
        return 0;
    double seconds = (double)reported("elapsed_ns") / 1e9;
    found[0] = (struct finding){"requests_per_s",
                                (double)reported("requests") / seconds};
    found[1] = (struct finding){"p50_us", (double)reported("p50_ns") / 1e3};
    found[2] = (struct finding){"p99_us", (double)reported("p99_ns") / 1e3};
    found[3] = (struct finding){"p999_us", (double)reported("p999_ns") / 1e3};
    return 4;
}

static void serve_teardown(void)
{
    beside_stop(&all.load);
    if (all.server.listener >= 0)
        close(all.server.listener);
    all.server.listener = -1;
    json_decref(all.report);
    all.report = NULL;
}

const struct workload workload_serve = {
    .name = "serve",
    .summary = "accepts a connection and answers its requests",
    .kind = WORKLOAD_IO,
    .size_type = SIZE_COUNT,
    .size_meaning = "requests over each connection",
    .uses = USES_COMPUTE | USES_DELAY | USES_PORT,
    .default_tasks = 100,
    .default_size = 20,
    .max_size = 1000000,
    .connects = true,
    .variants = variants,
    .setup = serve_setup,
    .task = serve_task,
    .check = serve_check,
    .findings = serve_findings,
    .teardown = serve_teardown,
};
