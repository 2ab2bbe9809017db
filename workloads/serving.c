/* serving.c -- a server's side of a connection: requests, and their answers. */
#include "workloads/serving.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/sockets.h"
#include "workloads/parts/burn.h"
#include "workloads/parts/request.h"

#define SECOND_NS   UINT64_C(1000000000)
#define QUIET_NS    (60 * SECOND_NS) /* a client may say nothing for so long */
#define COMES_NS    (30 * SECOND_NS) /* our own clients come sooner */
#define FINISH_NS   (SECOND_NS / 2)  /* to finish what has begun in */
#define DELAY_NS    (SECOND_NS / 50) /* --delay's default */
#define HEAD_BYTES  256
#define RARE_EACH   100 /* of so many requests one computes for long */
#define ROUNDS      (BURN_ROUNDS_PER_MS / 20) /* to compute an answer */
#define ROUNDS_RARE (BURN_ROUNDS_PER_MS * 20)

/* One connection. */
struct serving {
    struct io *io;
    const struct job *job;
    const struct server *server;
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
    if (serving->job->plan->variant == SERVE_COMPUTE)
        return ROUNDS;
    uint64_t request = (uint64_t)serving->job->index * 7 + serving->done;
    return request % RARE_EACH == 0 ? ROUNDS_RARE : 0;
}

/* What it takes to know the answer. */
static int work_out(struct serving *serving)
{
    const struct plan *plan = serving->job->plan;
    int err = 0;
    if (plan->variant == SERVE_WAIT) {
        uint64_t wake_ns = io_after_ns(
            io_now_ns(), plan->delay_ns ? plan->delay_ns : DELAY_NS);
        do
            err = io_sleep_until(serving->io, wake_ns);
        while (finish(serving, err));
    } else if (plan->variant == SERVE_COMPUTE || plan->variant == SERVE_RARE) {
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
    int len = snprintf(head, HEAD_BYTES,
                       "HTTP/1.1 %d %s\r\nContent-Type: text/plain\r\n"
                       "Content-Length: %d\r\nConnection: %s\r\n\r\n",
                       status, request_reason(status),
                       status == 200 ? SERVER_PAGE_BYTES : 0,
                       request->keep_alive ? "keep-alive" : "close");
    return (size_t)len;
}

static int answer(struct serving *serving, const struct request *request)
{
    char text[HEAD_BYTES + SERVER_PAGE_BYTES];
    int err = request->status == 200 ? work_out(serving) : 0;
    if (err)
        return err;
    size_t len = put_head(text, request);
    if (request->status == 200 && !request->is_head) {
        memcpy(text + len, serving->server->page, SERVER_PAGE_BYTES);
        len += SERVER_PAGE_BYTES;
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
    return serving->job->plan->variant == SERVE_ECHO ? serve_echo(serving)
                                                     : serve_pages(serving);
}

/* Accepts a connection and serves it to its end. Whatever goes wrong with it
 * is in *failed. Returns 0, or why none could be accepted. */
static int serve_next(struct serving *serving, int *failed)
{
    struct io *io = serving->io;
    if (serving->job->plan->port < 0)
        expect_within(serving, COMES_NS);
    serving->fd = io_accept(io, serving->server->listener);
    if (serving->fd >= 0) {
        *failed = serve_connection(serving);
        close(serving->fd);
    }
    serving->finishing = false;
    io->stop = serving->stop;
    io->deadline_ns = serving->deadline_ns;
    return serving->fd < 0 ? serving->fd : 0;
}

int serve_connections(struct io *io, const struct job *job,
                      const struct server *server, uint64_t *answered)
{
    struct serving serving = {.io = io,
                              .job = job,
                              .server = server,
                              .stop = io->stop,
                              .deadline_ns = io->deadline_ns};
    int failed = 0;
    int err = serve_next(&serving, &failed);
    while (!err && job->plan->port >= 0)
        err = serve_next(&serving, &failed);
    *answered = serving.done;
    return err ? err : failed;
}
