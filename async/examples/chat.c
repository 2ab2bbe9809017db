/* chat.c -- a chat room: whatever one of many says, the others read.
 *
 * All members are tasks of one loop, so their list needs no lock. What is said
 * to a member who does not read makes the speaker wait, not the room's memory
 * grow.
 *
 *     Ann has read:
 *     Bob: hello
 *     Cem: hello, Bob
 *     Bob has read:
 *     Cem: hello, Bob
 *     Cem has read:
 *     Bob: hello
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "async/async.h"
#include "async/examples/example.h"
#include "core/sockets.h"

#define MEMBERS_MAX 1000
#define LINE_MAX    200

static struct room {
    uint16_t port;
    int members[MEMBERS_MAX]; /* their descriptors */
    int count;
} room;

static void leave(int fd)
{
    int i = 0;
    while (room.members[i] != fd)
        i++;
    room.members[i] = room.members[--room.count];
}

/* A line goes out whole, or its member must go. */
static void tell_others(struct io *io, int speaker, const char *line,
                        size_t len)
{
    for (int i = 0, member; i < room.count; i += room.members[i] == member) {
        member = room.members[i]; /* who may leave while we wait */
        if (member != speaker && io_send_all(io, member, line, len))
            shutdown(member, SHUT_RDWR);
    }
}

static int listen_to(struct io *io, int fd, void *arg)
{
    char bytes[LINE_MAX], *line;
    struct io_buffer in = {.bytes = bytes, .capacity = sizeof bytes};
    ssize_t length;
    (void)arg;
    room.members[room.count++] = fd;
    while ((length = io_recv_line(io, fd, &in, &line)) > 0)
        tell_others(io, fd, line, (size_t)length);
    leave(fd);
    return (int)length;
}

static int serve(struct io *io, void *arg)
{
    return async_serve(io, arg);
}

struct guest {
    const char *name, *line; /* what to say, or NULL */
    double says_s;           /* and when */
    char read[4 * LINE_MAX];
};

/* Reads until its time is up. */
static void read_all(struct io *io, int fd, struct guest *guest)
{
    size_t used = 0, room_left = sizeof guest->read - 1;
    ssize_t got;
    while ((got = io_recv(io, fd, guest->read + used, room_left - used)) > 0)
        used += (size_t)got;
}

static int speak_later(struct io *io, int fd, const struct guest *guest)
{
    char line[LINE_MAX];
    snprintf(line, sizeof line, "%s: %s\n", guest->name, guest->line);
    int err = io_sleep(io, seconds(guest->says_s));
    return err ? err : io_send_all(io, fd, line, strlen(line));
}

static int visit(struct io *io, void *arg)
{
    struct guest *guest = arg;
    int fd = io_connect(io, "localhost", room.port);
    if (fd < 0)
        return fd;
    int err = guest->line ? speak_later(io, fd, guest) : 0;
    if (!err) {
        io->deadline_ns = io_now_ns() + seconds(3 - guest->says_s);
        read_all(io, fd, guest);
    }
    close(fd);
    return err;
}

static int run(struct io *io, void *arg)
{
    struct async_connection places[MEMBERS_MAX];
    struct async_server server = {.serve = listen_to,
                                  .places = places,
                                  .count = MEMBERS_MAX,
                                  .listener = *(int *)arg};
    struct guest guests[] = {
        {.name = "Ann"},
        {.name = "Bob", .line = "hello", .says_s = 1},
        {.name = "Cem", .line = "hello, Bob", .says_s = 2}};
    struct async_call calls[3];
    for (int i = 0; i < 3; i++)
        calls[i] = (struct async_call){.fn = visit, .arg = &guests[i]};
    struct async_task *task;
    int err = async_spawn(io, serve, &server, &task);
    if (err)
        return err;
    err = async_gather(io, calls, 3);
    async_cancel(task);
    async_await(io, task);
    for (int i = 0; i < 3; i++)
        printf("%s has read:\n%s", guests[i].name, guests[i].read);
    return err;
}

int main(int argc, char **argv)
{
    example_begin(argc, argv);
    int listener = io_listen(&room.port);
    int err = listener < 0 ? listener : async_run(run, &listener);
    return example_end(err);
}
