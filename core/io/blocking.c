/* blocking.c -- the io whose calls block the calling thread. */
#include "core/io/blocking.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>

#include "core/io/db/session.h"
#include "core/permits.h"

static struct blocking *blocking_of(struct io *io)
{
    return (struct blocking *)io; /* its first member */
}

/* A signal may end the poll early, so the clock decides. */
static int blocking_sleep(struct io *io, uint64_t wake_ns)
{
    struct pollfd stop = {.fd = blocking_of(io)->stop_fd, .events = POLLIN};
    for (uint64_t now_ns; (now_ns = io_now_ns()) < wake_ns;) {
        uint64_t left_ns = wake_ns - now_ns;
        struct timespec left = {.tv_sec = (time_t)(left_ns / 1000000000u),
                                .tv_nsec = (long)(left_ns % 1000000000u)};
        int ready = ppoll(&stop, 1, &left, NULL);
        if (ready > 0)
            return -ECANCELED;
        if (ready < 0 && errno != EINTR)
            return -errno;
    }
    return 0;
}

/* Rounded up, so that the deadline has passed when a poll times out. */
static int ms_until(uint64_t until_ns)
{
    uint64_t now_ns = io_now_ns();
    if (until_ns <= now_ns)
        return 0;
    uint64_t left_ms = (until_ns - now_ns) / 1000000u + 1;
    return left_ms > INT_MAX ? INT_MAX : (int)left_ms;
}

/* Waits until `fd` is ready for `events`. 0: it is, or a signal came first. */
static int wait_ready(const struct blocking *blocking, int fd, short events,
                      uint64_t until_ns)
{
    struct pollfd fds[] = {{.fd = fd, .events = events},
                           {.fd = blocking->stop_fd, .events = POLLIN}};
    int wait_ms = until_ns == IO_NEVER ? -1 : ms_until(until_ns);
    if (poll(fds, 2, wait_ms) < 0 && errno != EINTR)
        return -errno;
    return fds[1].revents ? -ECANCELED : io_over(blocking->io.stop, until_ns);
}

/* Drives the transfer until libcurl ends it (returns 0, with its result in
 * *code) or it must be given up. */
static int transfer_drive(struct blocking *blocking, uint64_t until_ns,
                          CURLcode *code)
{
    struct curl_waitfd stop = {.fd = blocking->stop_fd,
                               .events = CURL_WAIT_POLLIN};
    unsigned stops = blocking->stop_fd >= 0;
    for (;;) {
        int running;
        int err =
            libcurl_multi_err(libcurl.multi_perform(blocking->multi, &running));
        if (err)
            return err;
        if (!running)
            break;
        err = libcurl_multi_err(libcurl.multi_poll(
            blocking->multi, &stop, stops, ms_until(until_ns), NULL));
        if (!err && stop.revents)
            return -ECANCELED;
        err = err ? err : io_over(blocking->io.stop, until_ns);
        if (err)
            return err;
    }
    int left;
    const CURLMsg *message = libcurl.multi_info_read(blocking->multi, &left);
    *code = message ? message->data.result : CURLE_RECV_ERROR;
    return 0;
}

static int blocking_http_get(struct io *io, const char *url, uint64_t until_ns,
                             struct io_reply *reply)
{
    struct blocking *blocking = blocking_of(io);
    int err = http_begin(&blocking->http, url, reply);
    if (err)
        return err;
    if (!blocking->multi)
        blocking->multi = libcurl.multi_init();
    err = blocking->multi ? libcurl_multi_err(libcurl.multi_add_handle(
                                blocking->multi, blocking->http.easy))
                          : -ENOMEM;
    if (err)
        return http_give_up(&blocking->http, err);
    CURLcode code;
    err = transfer_drive(blocking, until_ns, &code);
    libcurl.multi_remove_handle(blocking->multi, blocking->http.easy);
    if (err)
        return http_give_up(&blocking->http, err);
    return http_end(&blocking->http, code);
}

static ssize_t blocking_file_read(struct io *io, int fd, void *buf, size_t len,
                                  off_t at)
{
    (void)io;
    ssize_t got;
    do
        got = pread(fd, buf, len, at);
    while (got < 0 && errno == EINTR);
    return got < 0 ? -errno : got;
}

static ssize_t blocking_file_write(struct io *io, int fd, const void *buf,
                                   size_t len, off_t at)
{
    (void)io;
    ssize_t put;
    do
        put = pwrite(fd, buf, len, at);
    while (put < 0 && errno == EINTR);
    return put < 0 ? -errno : put;
}

static int blocking_file_sync(struct io *io, int fd)
{
    (void)io;
    return fsync(fd) < 0 ? -errno : 0;
}

static int blocking_query(struct io *io, const struct io_statement *query,
                          uint64_t until_ns, struct io_rows *rows)
{
    const struct blocking *blocking = blocking_of(io);
    if (!query->db->is_postgres)
        return session_ask(query, io->stop, blocking->stop_fd, until_ns, rows);
    struct io_session *session = session_take(query->db);
    if (!session)
        return -ENOMEM;
    struct postgres *postgres = &session->postgres;
    int result = postgres_begin(postgres, query, rows);
    while (result > 0) {
        result = wait_ready(blocking, postgres_fd(postgres), (short)result,
                            until_ns);
        if (!result)
            result = postgres_step(postgres);
    }
    session_give(query->db, session);
    return result;
}

static int blocking_permit_take(struct io *io, const struct io_permits *permits,
                                uint64_t until_ns)
{
    int err;
    while ((err = io_permits_try(permits)) == -EAGAIN) {
        err = wait_ready(blocking_of(io), permits->fd, POLLIN, until_ns);
        if (err)
            return err;
    }
    return err;
}

static int blocking_compute(struct io *io, void (*fn)(void *arg), void *arg)
{
    (void)io;
    fn(arg);
    return 0;
}

static const struct io_ops blocking_ops = {
    .sleep = blocking_sleep,
    .http_get = blocking_http_get,
    .file_read = blocking_file_read,
    .file_write = blocking_file_write,
    .file_sync = blocking_file_sync,
    .query = blocking_query,
    .permit_take = blocking_permit_take,
    .compute = blocking_compute,
};

void blocking_open(struct blocking *blocking, int stop_fd)
{
    *blocking = (struct blocking){
        .io = {.ops = &blocking_ops, .deadline_ns = IO_NEVER},
        .stop_fd = stop_fd,
    };
}

void blocking_close(struct blocking *blocking)
{
    http_close(&blocking->http);
    if (blocking->multi)
        libcurl.multi_cleanup(blocking->multi);
    blocking->multi = NULL;
}
