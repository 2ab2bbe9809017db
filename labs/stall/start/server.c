/* server.c -- a server of requests, in one thread; server.h says which.
 *
 * It is right, and it stops: one request keeps all others waiting. Twice. */
#include "server.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 256 };

/* What has come from a socket, and is no whole line yet. */
struct lines {
    int fd;
    size_t length;
    char bytes[65536];
};

struct server {
    int epoll;
    unsigned serial;
    struct lines clients, upstream;
};

/* Reads what there is. False: the other side has ended. */
static bool lines_fill(struct lines *lines)
{
    ssize_t got = read(lines->fd, lines->bytes + lines->length,
                       sizeof lines->bytes - lines->length);
    if (got <= 0)
        return false;
    lines->length += (size_t)got;
    return true;
}

/* Takes the next whole line, without its newline. False: there is none. */
static bool lines_next(struct lines *lines, char line[LINE_MAX_BYTES])
{
    const char *end = memchr(lines->bytes, '\n', lines->length);
    if (!end)
        return false;
    size_t length = (size_t)(end - lines->bytes);
    snprintf(line, LINE_MAX_BYTES, "%.*s", (int)length, lines->bytes);
    lines->length -= length + 1;
    memmove(lines->bytes, end + 1, lines->length);
    return true;
}

__attribute__((format(printf, 2, 3))) static void put(int fd,
                                                      const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vdprintf(fd, format, args);
    va_end(args);
}

/* ---- Requests ---- */

static void upstream_answer(struct server *server, unsigned serial,
                            char value[LINE_MAX_BYTES])
{
    char line[LINE_MAX_BYTES];
    unsigned whose = 0;
    do {
        while (!lines_next(&server->upstream, line))
            if (!lines_fill(&server->upstream))
                exit(1);
    } while (sscanf(line, "%u %255s", &whose, value) != 2 || whose != serial);
}

static void on_ask(struct server *server, unsigned id, const char *key)
{
    char value[LINE_MAX_BYTES];
    unsigned serial = ++server->serial;
    put(server->upstream.fd, "%u %s\n", serial, key);
    upstream_answer(server, serial, value);
    put(server->clients.fd, "%u %s\n", id, value);
}

static void on_sum(struct server *server, unsigned id, unsigned seed,
                   long steps)
{
    unsigned state = work(seed, steps);
    put(server->clients.fd, "%u %u\n", id, state);
}

static void on_request(struct server *server, const char *line)
{
    unsigned id, seed;
    long steps;
    char key[LINE_MAX_BYTES];
    if (sscanf(line, "%u sum %u %ld", &id, &seed, &steps) == 3)
        on_sum(server, id, seed, steps);
    else if (sscanf(line, "%u ask %255s", &id, key) == 2)
        on_ask(server, id, key);
    else if (sscanf(line, "%u %255s", &id, key) == 2 && !strcmp(key, "ping"))
        put(server->clients.fd, "%u pong\n", id);
}

/* ---- The loop ---- */

static void watch(struct server *server, struct lines *lines)
{
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = lines};
    epoll_ctl(server->epoll, EPOLL_CTL_ADD, lines->fd, &event);
}

void server_run(int clients, int upstream)
{
    static struct server server;
    char line[LINE_MAX_BYTES];
    server.epoll = epoll_create1(EPOLL_CLOEXEC);
    server.clients.fd = clients;
    server.upstream.fd = upstream;
    watch(&server, &server.clients);
    for (;;) {
        struct epoll_event event;
        if (epoll_wait(server.epoll, &event, 1, -1) < 1)
            continue;
        if (!lines_fill(event.data.ptr))
            break;
        while (lines_next(event.data.ptr, line))
            on_request(&server, line);
    }
    close(server.epoll);
}
