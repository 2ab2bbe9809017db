/* datagrams.c -- questions by UDP, asked again until the answer comes.
 *
 * Datagrams get lost. So that this can be seen, the server overlooks each
 * question once.
 *
 *     -> one
 *     -> one, again
 *     <- one
 *     -> two
 *     -> two, again
 *     <- two
 */
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "async/async.h"
#include "async/examples/example.h"
#include "core/sockets.h"

#define TRIES 5

static int answer(struct io *io, void *arg)
{
    const int *fd = arg;
    char bytes[256];
    for (int asked = 1;; asked++) {
        struct sockaddr_storage from;
        struct sockaddr *any = (struct sockaddr *)&from;
        socklen_t room = sizeof from;
        ssize_t got = io_recv_from(io, *fd, bytes, sizeof bytes, any, &room);
        if (got >= 0 && asked % 2 == 0)
            got = io_send_to(io, *fd, bytes, (size_t)got, any, room);
        if (got < 0)
            return (int)got;
    }
}

/* An answer that comes late would be taken for that of the next question: where
 * this matters, number them. */
static int ask(struct io *io, int fd, const char *question)
{
    char bytes[256];
    ssize_t got = -ETIMEDOUT;
    for (int i = 0; i < TRIES && got == -ETIMEDOUT; i++) {
        struct async_timeout limit;
        printf("-> %s%s\n", question, i > 0 ? ", again" : "");
        async_timeout_open(&limit, io, seconds(1));
        got = io_send(io, fd, question, strlen(question));
        if (got >= 0)
            got = io_recv(io, fd, bytes, sizeof bytes);
        got = async_timeout_close(&limit, (int)got);
    }
    if (got >= 0)
        printf("<- %.*s\n", (int)got, bytes);
    return got < 0 ? (int)got : 0;
}

/* A socket that sends to `host` and hears only from there. */
static int open_to(struct io *io, const char *host, uint16_t port)
{
    struct addrinfo *found;
    int err = io_resolve(io, host, port, &found);
    if (err)
        return err;
    int fd = socket(found->ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, found->ai_addr, found->ai_addrlen)) {
        err = -errno;
        if (fd >= 0)
            close(fd);
    }
    freeaddrinfo(found);
    return err ? err : fd;
}

static int run(struct io *io, void *arg)
{
    (void)arg;
    uint16_t port = 0;
    struct async_task *server;
    int here = io_bind(&port), err = here < 0 ? here : 0;
    int there = err ? err : open_to(io, "127.0.0.1", port);
    err = there < 0 ? there : async_spawn(io, answer, &here, &server);
    if (!err) {
        err = ask(io, there, "one");
        err = err ? err : ask(io, there, "two");
        async_cancel(server);
        async_await(io, server);
    }
    if (there >= 0)
        close(there);
    if (here >= 0)
        close(here);
    return err;
}

int main(int argc, char **argv)
{
    example_begin(argc, argv);
    return example_end(async_run(run, NULL));
}
