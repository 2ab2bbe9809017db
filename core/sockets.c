/* sockets.c -- connections, over any io. */
#include "core/sockets.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define UNWAITED_MAX 64       /* then others have a turn */
#define SCARCE_NS    20000000 /* before we try for a descriptor again */

/* Before the system call: that the run is over is noticed here, too, when no
 * call ever has to wait. */
static int begin(struct io *io, int fd, int events)
{
    if (++io->unwaited < UNWAITED_MAX)
        return io_over(io->stop, io->deadline_ns);
    io->unwaited = 0;
    int ready = io_ready(io, fd, events);
    return ready < 0 ? ready : 0;
}

/* After it failed: 0 once it may be made again, else why it may not. */
static int again(struct io *io, int fd, int events)
{
    if (errno == EINTR)
        return 0;
    if (errno != EAGAIN)
        return -errno;
    io->unwaited = 0;
    int ready = io_ready(io, fd, events);
    return ready < 0 ? ready : 0;
}

ssize_t io_recv_from(struct io *io, int fd, void *buf, size_t len,
                     struct sockaddr *from, socklen_t *bytes)
{
    ssize_t got = -1;
    int err = begin(io, fd, POLLIN);
    while (!err &&
           (got = recvfrom(fd, buf, len, MSG_DONTWAIT, from, bytes)) < 0)
        err = again(io, fd, POLLIN);
    return err ? err : got;
}

ssize_t io_send_to(struct io *io, int fd, const void *buf, size_t len,
                   const struct sockaddr *to, socklen_t bytes)
{
    ssize_t put = -1;
    int err = begin(io, fd, POLLOUT);
    while (!err && (put = sendto(fd, buf, len, MSG_DONTWAIT | MSG_NOSIGNAL, to,
                                 bytes)) < 0)
        err = again(io, fd, POLLOUT);
    return err ? err : put;
}

/* The system call comes first, unless it is known that there is nothing: over
 * TCP, fewer bytes than were asked for are all there are. */
ssize_t io_recv(struct io *io, int fd, void *buf, size_t len)
{
    bool is_stream = io->stream == fd + 1;
    if (is_stream && io->drained) {
        int ready = io_ready(io, fd, POLLIN | IO_DRAINED);
        if (ready < 0)
            return ready;
        io->unwaited = 0;
    }
    ssize_t got = io_recv_from(io, fd, buf, len, NULL, NULL);
    if (is_stream)
        io->drained = got > 0 && (size_t)got < len;
    return got;
}

ssize_t io_send(struct io *io, int fd, const void *buf, size_t len)
{
    return io_send_to(io, fd, buf, len, NULL, 0);
}

ssize_t io_recv_all(struct io *io, int fd, void *buf, size_t len)
{
    size_t done = 0;
    while (done < len) {
        ssize_t got = io_recv(io, fd, (char *)buf + done, len - done);
        if (got < 0)
            return got;
        if (got == 0)
            break;
        done += (size_t)got;
    }
    return (ssize_t)done;
}

int io_send_all(struct io *io, int fd, const void *buf, size_t len)
{
    const char *from = buf;
    while (len > 0) {
        ssize_t put = io_send(io, fd, from, len);
        if (put < 0)
            return (int)put;
        from += put;
        len -= (size_t)put;
    }
    return 0;
}

ssize_t io_recv_more(struct io *io, int fd, struct io_buffer *in)
{
    if (in->begin > 0) {
        memmove(in->bytes, in->bytes + in->begin, in->end - in->begin);
        in->end -= in->begin;
        in->begin = 0;
    }
    if (in->end == in->capacity)
        return -ENOBUFS;
    ssize_t got = io_recv(io, fd, in->bytes + in->end, in->capacity - in->end);
    if (got > 0)
        in->end += (size_t)got;
    return got;
}

/* Takes `len` bytes. */
static ssize_t take(struct io_buffer *in, size_t len, char **line)
{
    *line = in->bytes + in->begin;
    in->begin += len;
    return (ssize_t)len;
}

ssize_t io_recv_line(struct io *io, int fd, struct io_buffer *in, char **line)
{
    size_t searched = 0;
    for (;;) {
        const char *from = in->bytes + in->begin;
        size_t held = in->end - in->begin;
        const char *newline =
            held > searched ? memchr(from + searched, '\n', held - searched)
                            : NULL;
        if (newline)
            return take(in, (size_t)(newline - from) + 1, line);
        searched = held;
        ssize_t got = io_recv_more(io, fd, in);
        if (got < 0)
            return got;
        if (got == 0)
            return take(in, held, line);
    }
}

/* A socket of the loopback, bound to *port. */
static int bind_to(uint16_t *port, int type)
{
    int fd = socket(AF_INET, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -errno;
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons(*port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    socklen_t bytes = sizeof(address);
    struct sockaddr *any = (struct sockaddr *)&address;
    /* Connections of before may linger; a datagram's port has one owner. */
    int reuse = type == SOCK_STREAM;
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof reuse) ||
        bind(fd, any, bytes) || getsockname(fd, any, &bytes)) {
        int err = -errno;
        close(fd);
        return err;
    }
    *port = ntohs(address.sin_port);
    return fd;
}

int io_listen(uint16_t *port)
{
    int fd = bind_to(port, SOCK_STREAM);
    if (fd < 0 || !listen(fd, SOMAXCONN))
        return fd;
    int err = -errno;
    close(fd);
    return err;
}

int io_bind(uint16_t *port)
{
    return bind_to(port, SOCK_DGRAM);
}

/* Nothing tells when a descriptor is closed, here or elsewhere. */
static bool is_scarce(int number)
{
    return number == EMFILE || number == ENFILE || number == ENOBUFS ||
           number == ENOMEM;
}

/* accept(2): these are about the one connection, and not our fault. */
static bool is_gone(int number)
{
    return number == ECONNABORTED || number == EPROTO || number == EPERM ||
           number == ENETDOWN || number == ENOPROTOOPT || number == EHOSTDOWN ||
           number == ENONET || number == EHOSTUNREACH ||
           number == ENETUNREACH || number == EOPNOTSUPP;
}

/* Answers are short, and must not wait for the other side's next word. */
static void stream_begin(struct io *io, int fd)
{
    int is_tcp =
        !setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    io->stream = is_tcp ? fd + 1 : 0;
    io->drained = false;
}

int io_accept(struct io *io, int listener)
{
    int fd = -1, err = begin(io, listener, POLLIN | IO_ANYONE);
    while (!err && (fd = accept4(listener, NULL, NULL,
                                 SOCK_NONBLOCK | SOCK_CLOEXEC)) < 0) {
        if (is_scarce(errno))
            err = io_sleep(io, SCARCE_NS);
        else if (!is_gone(errno))
            err = again(io, listener, POLLIN | IO_ANYONE);
    }
    if (err)
        return err;
    stream_begin(io, fd);
    return fd;
}

/* Whether a connection came about. */
static int finish(struct io *io, int fd)
{
    int err = io_ready(io, fd, POLLOUT);
    socklen_t bytes = sizeof err;
    if (err < 0)
        return err;
    return getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &bytes) ? -errno : -err;
}

static int connect_to(struct io *io, const struct addrinfo *to)
{
    int fd =
        socket(to->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -errno;
    int err = connect(fd, to->ai_addr, to->ai_addrlen) ? -errno : 0;
    if (err == -EINPROGRESS || err == -EINTR)
        err = finish(io, fd);
    if (err) {
        close(fd);
        return err;
    }
    stream_begin(io, fd);
    return fd;
}

int io_connect(struct io *io, const char *host, uint16_t port)
{
    struct addrinfo *found;
    int result = io_resolve(io, host, port, &found);
    if (result)
        return result;
    result = -EHOSTUNREACH;
    for (const struct addrinfo *to = found; to && result < 0;
         to = to->ai_next) {
        result = connect_to(io, to);
        if (result == -ECANCELED || result == -ETIMEDOUT)
            break;
    }
    freeaddrinfo(found);
    return result;
}
