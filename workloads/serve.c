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
#include <sys/socket.h>
#include <unistd.h>

#include <jansson.h>

#include "core/base/text.h"
#include "core/sockets.h"
#include "core/work.h"
#include "core/workload.h"
#include "workloads/parts/beside.h"
#include "workloads/parts/burn.h"
#include "workloads/parts/loopback.h"
#include "workloads/parts/request.h"

#define SECOND_NS   UINT64_C(1000000000)
#define QUIET_NS    (60 * SECOND_NS) /* a client may say nothing for so long */
#define COMES_NS    (30 * SECOND_NS) /* our own clients come sooner */
#define FINISH_NS   (SECOND_NS / 2)  /* to finish what has begun in */
#define LOAD_MS     10000            /* to hear from our own clients in */
#define DELAY_NS    (SECOND_NS / 50) /* --delay's default */
#define ECHO_BYTES  64               /* of a request of our own */
#define PAGE_BYTES  1024
#define HEAD_BYTES  256
#define RARE_EACH   100 /* of so many requests one computes for long */
#define ROUNDS      (BURN_ROUNDS_PER_MS / 20) /* to compute an answer */
#define ROUNDS_RARE (BURN_ROUNDS_PER_MS * 20)

enum serve_variant { ECHO, PAGE, WAIT, COMPUTE, RARE, SLOW };

static const char *const variants[] = {[ECHO] = "echo",
                                       [PAGE] = "page",
                                       [WAIT] = "wait",
                                       [COMPUTE] = "compute",
                                       [RARE] = "rare",
                                       [SLOW] = "slow",
                                       NULL};

/* A program makes one run, so there is one server. */
static struct {
    int listener;
    struct beside load;
    char page[PAGE_BYTES];
    json_t *report; /* the load's, once it has ended */
} all = {.listener = -1};

/* One connection. */
struct serving {
    struct io *io;
    const struct job *job;
    int fd;
    struct io_buffer in;
    uint64_t done;    /* requests answered, or bytes sent back */
    bool finishing;   /* the run is over */
    const void *stop; /* the io's, and its deadline: see finish() */
    uint64_t deadline_ns;
};

/* ---- The end of the run ---- */

/* The run is over, but a request has begun: it has a little longer. True: go
 * on. From then on nothing else stops the io. */
static bool finish(struct serving *serving, int err)
{
    struct io *io = serving->io;
    if (err != -ECANCELED)
        return false;
    if (!serving->finishing) {
        serving->finishing = true;
        io->stop = NULL;
        io->deadline_ns = io_after_ns(io_now_ns(), FINISH_NS);
    }
    return io_now_ns() < io->deadline_ns;
}

/* Sets when the other side must have done what comes next. */
static void expect_within(struct serving *serving, uint64_t ns)
{
    uint64_t until_ns = io_after_ns(io_now_ns(), ns);
    if (!serving->finishing)
        serving->io->deadline_ns =
            until_ns < serving->deadline_ns ? until_ns : serving->deadline_ns;
}

static int send_all(struct serving *serving, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t put = io_send(serving->io, serving->fd, bytes, len);
        if (put < 0 && !finish(serving, (int)put))
            return (int)put;
        if (put > 0) {
            bytes += put;
            len -= (size_t)put;
        }
    }
    return 0;
}

/* More of what a client says. 0: it has closed, or has said nothing of a next
 * request by the end of the run. */
static ssize_t receive(struct serving *serving)
{
    ssize_t got;
    do
        got = io_recv_more(serving->io, serving->fd, &serving->in);
    while (got < 0 && serving->in.end > 0 && finish(serving, (int)got));
    return got;
}

/* ---- Echo ---- */

static int serve_echo(struct serving *serving)
{
    struct io_buffer *in = &serving->in;
    for (;;) {
        expect_within(serving, QUIET_NS);
        ssize_t got = receive(serving);
        if (got <= 0)
            return (int)got;
        int err = send_all(serving, in->bytes, in->end);
        if (err)
            return err;
        serving->done += in->end;
        in->end = 0;
    }
}

/* ---- Pages ---- */

struct burning {
    uint64_t rounds, result;
};

static void burn(void *arg)
{
    struct burning *burning = arg;
    burning->result = burn_rounds(1, burning->rounds);
}

/* How much is to be computed for an answer. */
static uint64_t rounds_of(const struct serving *serving)
{
    if (serving->job->plan->variant == COMPUTE)
        return ROUNDS;
    uint64_t request = (uint64_t)serving->job->index * 7 + serving->done;
    return request % RARE_EACH == 0 ? ROUNDS_RARE : 0;
}

/* What it takes to know the answer. */
static int work_out(struct serving *serving)
{
    const struct plan *plan = serving->job->plan;
    int err = 0;
    if (plan->variant == WAIT) {
        uint64_t wake_ns = io_after_ns(
            io_now_ns(), plan->delay_ns ? plan->delay_ns : DELAY_NS);
        do
            err = io_sleep_until(serving->io, wake_ns);
        while (finish(serving, err));
    } else if (plan->variant == COMPUTE || plan->variant == RARE) {
        struct burning burning = {.rounds = rounds_of(serving)};
        do
            err = burning.rounds ? io_compute(serving->io, burn, &burning) : 0;
        while (finish(serving, err));
    }
    return err;
}

static size_t put_head(char head[HEAD_BYTES], const struct request *request)
{
    int status = request->status;
    int len =
        snprintf(head, HEAD_BYTES,
                 "HTTP/1.1 %d %s\r\nContent-Type: text/plain\r\n"
                 "Content-Length: %d\r\nConnection: %s\r\n\r\n",
                 status, request_reason(status), status == 200 ? PAGE_BYTES : 0,
                 request->keep_alive ? "keep-alive" : "close");
    return (size_t)len;
}

static int answer(struct serving *serving, const struct request *request)
{
    char text[HEAD_BYTES + PAGE_BYTES];
    int err = request->status == 200 ? work_out(serving) : 0;
    if (err)
        return err;
    size_t len = put_head(text, request);
    if (request->status == 200) {
        memcpy(text + len, all.page, PAGE_BYTES);
        len += PAGE_BYTES;
    }
    return send_all(serving, text, len);
}

/* Receives the head of a request. Returns 1, or 0: there is none to come. */
static int next_request(struct serving *serving, struct request *request)
{
    struct io_buffer *in = &serving->in;
    size_t len;
    expect_within(serving, QUIET_NS);
    while (!(len = request_read(in->bytes + in->begin, in->end - in->begin,
                                request))) {
        ssize_t got = receive(serving);
        if (got == -ENOBUFS || (got == -ETIMEDOUT && in->end > in->begin)) {
            request->status = got == -ENOBUFS ? 431 : 408;
            return 1;
        }
        if (got <= 0)
            return (int)got;
    }
    in->begin += len;
    return 1;
}

/* What it still sends would make the kernel reset the connection, and take our
 * last answer from it. */
static void hear_out(struct serving *serving)
{
    expect_within(serving, SECOND_NS);
    shutdown(serving->fd, SHUT_WR);
    for (int i = 0; i < 64; i++) {
        serving->in.begin = serving->in.end = 0;
        if (receive(serving) <= 0)
            break;
    }
}

static int serve_pages(struct serving *serving)
{
    struct request request;
    int err;
    while ((err = next_request(serving, &request)) > 0) {
        expect_within(serving, QUIET_NS);
        err = answer(serving, &request);
        if (err)
            break;
        serving->done += request.status == 200;
        if (request.status != 200)
            hear_out(serving);
        if (!request.keep_alive || serving->finishing)
            break;
    }
    return err < 0 ? err : 0;
}

/* ---- A connection ---- */

static int serve_connection(struct serving *serving)
{
    char bytes[REQUEST_HEAD_MAX];
    serving->in = (struct io_buffer){.bytes = bytes, .capacity = sizeof bytes};
    return serving->job->plan->variant == ECHO ? serve_echo(serving)
                                               : serve_pages(serving);
}

/* Accepts a connection and serves it to its end. Whatever goes wrong with it
 * is in *failed. Returns 0, or why none could be accepted. */
static int serve_next(struct serving *serving, int *failed)
{
    struct io *io = serving->io;
    if (serving->job->plan->port < 0)
        expect_within(serving, COMES_NS);
    serving->fd = io_accept(io, all.listener);
    if (serving->fd >= 0) {
        *failed = serve_connection(serving);
        close(serving->fd);
    }
    serving->finishing = false;
    io->stop = serving->stop;
    io->deadline_ns = serving->deadline_ns;
    return serving->fd < 0 ? serving->fd : 0;
}

static int serve_task(struct io *io, const struct job *job, uint64_t *answered)
{
    struct serving serving = {
        .io = io, .job = job, .stop = io->stop, .deadline_ns = io->deadline_ns};
    int failed = 0;
    int err = serve_next(&serving, &failed);
    while (!err && job->plan->port >= 0)
        err = serve_next(&serving, &failed);
    *answered = serving.done;
    return err ? err : failed;
}

/* ---- Before and after ---- */

static int load_start(const struct plan *plan, uint16_t port,
                      char why[WORKLOAD_WHY_MAX])
{
    char url[64], connections[16], requests[24];
    char *slow = plan->variant == SLOW ? "--slow=20ms" : NULL;
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
             plan->variant == ECHO ? "echo" : "http", (unsigned)port,
             plan->variant == ECHO ? "" : "/");
    snprintf(connections, sizeof connections, "%d", plan->tasks);
    snprintf(requests, sizeof requests, "%" PRId64, plan->size);
    return beside_start(&all.load, argv, "started", why);
}

static int serve_setup(const struct plan *plan, char why[WORKLOAD_WHY_MAX])
{
    uint16_t port = plan->port > 0 ? (uint16_t)plan->port : 0;
    if (plan->delay_ns && plan->variant != WAIT) {
        snprintf(why, WORKLOAD_WHY_MAX,
                 "--delay: found with --variant %s, expected with wait",
                 variants[plan->variant]);
        return -EINVAL;
    }
    for (size_t i = 0; i < sizeof all.page; i++)
        all.page[i] = (char)('a' + i % 26);
    all.listener = io_listen(&port);
    if (all.listener < 0) {
        snprintf(why, WORKLOAD_WHY_MAX, "--port: found %d, which is %s",
                 plan->port, strerrordesc_np(-all.listener));
        return all.listener;
    }
    if (plan->port < 0)
        return load_start(plan, port, why);
    printf("%s://127.0.0.1:%u/\n", plan->variant == ECHO ? "echo" : "http",
           (unsigned)port);
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
    close(all.listener);
    all.listener = -1;
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
        (uint64_t)plan->size * (plan->variant == ECHO ? ECHO_BYTES : 1);
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
        (plan->variant == ECHO ||
         reported("digest") == loopback_digest(PAGE_BYTES)))
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
    if (!all.report)
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
    if (all.listener >= 0)
        close(all.listener);
    all.listener = -1;
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
