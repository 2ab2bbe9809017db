/* serve.c -- a task for each connection. */
#include <errno.h>
#include <unistd.h>

#include "async/async.h"
#include "core/sockets.h"

static void place_leave(struct async_connection *place)
{
    struct async_server *server = place->server;
    place->next = server->free;
    server->free = place;
    async_semaphore_release(&server->vacant);
}

static int serve_one(struct io *io, void *arg)
{
    struct async_connection *place = arg;
    io->stream = place->stream;
    place->server->serve(io, place->fd, place->server->arg);
    async_close(io, place->fd);
    place_leave(place);
    return 0;
}

/* Its task begins at once: one that is cancelled before would not close it. */
static int accept_one(struct io *io, struct async_server *server,
                      struct async_group *group)
{
    const struct async_options options = {.group = group, .eager = true};
    int err = async_semaphore_acquire(io, &server->vacant);
    if (err)
        return err;
    struct async_connection *place = server->free;
    server->free = place->next;
    place->fd = io_accept(io, server->listener);
    if (place->fd < 0) {
        err = place->fd;
        place_leave(place);
        return err;
    }
    place->stream = io->stream;
    err = async_spawn_with(io, &options, serve_one, place, NULL);
    if (err) {
        close(place->fd);
        place_leave(place);
    }
    return err;
}

int async_serve(struct io *io, struct async_server *server)
{
    struct async_group group;
    if (!async_self(io))
        return -EPERM;
    server->free = NULL;
    server->vacant = (struct async_semaphore){0};
    for (int i = 0; i < server->count; i++) {
        server->places[i].server = server;
        place_leave(&server->places[i]);
    }
    async_group_open(&group, io);
    int err = 0;
    while (!err)
        err = accept_one(io, server, &group);
    async_group_wait(&group);
    return err;
}
