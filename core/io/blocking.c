/* blocking.c -- the io whose calls block the calling thread. */
#include "core/io/blocking.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#include "core/io/db/session.h"
#include "core/permits.h"

static struct blocking *blocking_of(struct io *io)
{
    return (struct blocking *)io; /* its first member */
}

/* The descriptor that says that the run is over; -1: it cannot be stopped. */
static int stop_fd_of(const struct blocking *blocking)
{
    return blocking->io.stop ? blocking->stop_fd : -1;
}

/* A signal may end the poll early, so the clock decides. */
static int blocking_sleep(struct io *io, uint64_t wake_ns)
{
    struct pollfd stop = {.fd = stop_fd_of(blocking_of(io)), .events = POLLIN};
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

/* Waits until `fd` is ready for `events`, and returns what poll() says of it.
 * 0: a signal came first. */
static int wait_ready(const struct blocking *blocking, int fd, short events,
                      uint64_t until_ns)
{
    struct pollfd fds[] = {{.fd = fd, .events = events},
                           {.fd = stop_fd_of(blocking), .events = POLLIN}};
    int wait_ms = until_ns == IO_NEVER ? -1 : ms_until(until_ns);
    if (poll(fds, 2, wait_ms) < 0 && errno != EINTR)
        return -errno;
    int err =
        fds[1].revents ? -ECANCELED : io_over(blocking->io.stop, until_ns);
    return err ? err : fds[0].revents;
}

/* Drives the transfer until libcurl ends it (returns 0, with its result in
 * *code) or it must be given up. */
static int transfer_drive(struct blocking *blocking, uint64_t until_ns,
                          CURLcode *code)
{
    struct curl_waitfd stop = {.fd = stop_fd_of(blocking),
                               .events = CURL_WAIT_POLLIN};
    unsigned stops = stop.fd >= 0;
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
        return session_ask(query, io->stop, stop_fd_of(blocking), until_ns,
                           rows);
    struct io_session *session = session_take(query->db);
    if (!session)
        return -ENOMEM;
    struct postgres *postgres = &session->postgres;
    int result = postgres_begin(postgres, query, rows);
    while (result > 0) {
        result = wait_ready(blocking, postgres_fd(postgres), (short)result,
                            until_ns);
        if (result >= 0)
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
        if (err < 0)
            return err;
    }
    return err;
}

static int ready_for(const struct blocking *blocking, int fd, int events,
                     uint64_t until_ns)
{
    int found;
    do
        found = wait_ready(blocking, fd, (short)events, until_ns);
    while (found == 0);
    if (found > 0 && found & POLLNVAL)
        return -EBADF;
    return found > 0 && found & (POLLERR | POLLHUP) ? events : found;
}

/* Of all who poll() for a descriptor each is woken; of those who watch it like
 * this, one, or a few. */
static int watch_exclusively(int epoll_fd, int fd, int events, int stop_fd)
{
    struct epoll_event event = {.events = (uint32_t)events | EPOLLEXCLUSIVE,
                                .data.fd = fd};
    struct epoll_event stop = {.events = EPOLLIN, .data.fd = -1};
    bool all = epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event) == 0 &&
               (stop_fd < 0 ||
                epoll_ctl(epoll_fd, EPOLL_CTL_ADD, stop_fd, &stop) == 0);
    return all ? 0 : -errno;
}

static int wait_exclusively(const struct blocking *blocking, int epoll_fd,
                            int fd, int events, uint64_t until_ns)
{
    int err = watch_exclusively(epoll_fd, fd, events, stop_fd_of(blocking));
    while (!err) {
        struct epoll_event found;
        int wait_ms = until_ns == IO_NEVER ? -1 : ms_until(until_ns);
        int count = epoll_wait(epoll_fd, &found, 1, wait_ms);
        if (count > 0)
            return found.data.fd < 0 ? -ECANCELED : events;
        err = count < 0 && errno != EINTR
                  ? -errno
                  : io_over(blocking->io.stop, until_ns);
    }
    return err;
}

static int blocking_ready(struct io *io, int fd, int events, uint64_t until_ns)
{
    const struct blocking *blocking = blocking_of(io);
    int epoll_fd = events & IO_ANYONE ? epoll_create1(EPOLL_CLOEXEC) : -1;
    events &= ~(IO_ANYONE | IO_DRAINED);
    if (epoll_fd < 0) /* or no descriptor is left */
        return ready_for(blocking, fd, events, until_ns);
    int ready = wait_exclusively(blocking, epoll_fd, fd, events, until_ns);
    close(epoll_fd);
    return ready;
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
    .ready = blocking_ready,
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
