/* echo.c -- an echo server, and a client that talks to it.
 *
 * In two programs it would be no different: only the port must be known.
 *
 *     -> one
 *     <- one
 *     -> two
 *     <- two
 *     -> three
 *     <- three
 *     The server has served 1 client.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "async/async.h"
#include "async/examples/example.h"
#include "core/sockets.h"

static int echo(struct io *io, int fd, void *arg)
{
    int *served = arg;
    char bytes[4096];
    ssize_t got;
    while ((got = io_recv(io, fd, bytes, sizeof bytes)) > 0) {
        int err = io_send_all(io, fd, bytes, (size_t)got);
        if (err)
            return err;
    }
    ++*served;
    return (int)got;
}

static int serve(struct io *io, void *arg)
{
    return async_serve(io, arg);
}

static int say(struct io *io, int fd, struct io_buffer *in, const char *line)
{
    char *answer = NULL;
    printf("-> %s", line);
    int err = io_send_all(io, fd, line, strlen(line));
    ssize_t length = err ? err : io_recv_line(io, fd, in, &answer);
    if (length > 0)
        printf("<- %.*s", (int)length, answer);
    return length > 0 ? 0 : -EPIPE;
}

static int talk(struct io *io, uint16_t port)
{
    static const char *const lines[] = {"one\n", "two\n", "three\n"};
    char room[256];
    struct io_buffer in = {.bytes = room, .capacity = sizeof room};
    int fd = io_connect(io, "localhost", port);
    if (fd < 0)
        return fd;
    int err = 0;
    for (int i = 0; !err && i < 3; i++)
        err = say(io, fd, &in, lines[i]);
    close(fd);
    return err;
}

static int run(struct io *io, void *arg)
{
    (void)arg;
    uint16_t port = 0;
    int served = 0;
    struct async_connection places[100];
    struct async_server server = {
        .serve = echo, .arg = &served, .places = places, .count = 100};
    server.listener = io_listen(&port);
    if (server.listener < 0)
        return server.listener;
    struct async_task *task;
    int err = async_spawn(io, serve, &server, &task);
    if (!err) {
        err = talk(io, port);
        async_cancel(task); /* it waits for those that it serves */
        async_await(io, task);
    }
    close(server.listener);
    printf("The server has served %d client.\n", served);
    return err;
}

int main(int argc, char **argv)
{
    example_begin(argc, argv);
    return example_end(async_run(run, NULL));
}
