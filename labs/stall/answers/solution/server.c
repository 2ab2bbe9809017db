/* server.c -- a server of requests, in one thread; server.h says which.
 *
 * No request keeps another waiting: a question to upstream is kept until its
 * answer comes, and sums are computed a slice a turn. */
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

enum { SLICE_STEPS = 10000, WAITING_MAX = 256 };

struct question {
    bool open;
    unsigned id, serial;
};

struct sum {
    unsigned id, state;
    long steps; /* left to do; 0: done, or there is none */
    bool open;
};

struct server {
    int epoll;
    unsigned serial;
    struct lines clients, upstream;
    struct question questions[WAITING_MAX];
    struct sum sums[WAITING_MAX];
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

static void on_ask(struct server *server, unsigned id, const char *key)
{
    unsigned serial = ++server->serial;
    struct question *question = server->questions;
    while (question->open)
        question++;
    *question = (struct question){true, id, serial};
    put(server->upstream.fd, "%u %s\n", serial, key);
}

static void on_answer(struct server *server, const char *line)
{
    unsigned serial;
    char value[LINE_MAX_BYTES];
    if (sscanf(line, "%u %255s", &serial, value) != 2)
        return;
    for (int i = 0; i < WAITING_MAX; i++) {
        struct question *question = &server->questions[i];
        if (!question->open || question->serial != serial)
            continue;
        question->open = false;
        put(server->clients.fd, "%u %s\n", question->id, value);
    }
}

static void on_sum(struct server *server, unsigned id, unsigned seed,
                   long steps)
{
    struct sum *sum = server->sums;
    while (sum->open)
        sum++;
    *sum = (struct sum){id, seed, steps, true};
}

/* Gives each sum a slice. False: there is none left. */
static bool sums_turn(struct server *server)
{
    bool left = false;
    for (int i = 0; i < WAITING_MAX; i++) {
        struct sum *sum = &server->sums[i];
        if (!sum->open)
            continue;
        long steps = sum->steps < SLICE_STEPS ? sum->steps : SLICE_STEPS;
        sum->state = work(sum->state, steps);
        sum->steps -= steps;
        sum->open = sum->steps > 0;
        left |= sum->open;
        if (!sum->open)
            put(server->clients.fd, "%u %u\n", sum->id, sum->state);
    }
    return left;
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

static void on_line(struct server *server, const struct lines *from,
                    const char *line)
{
    if (from == &server->clients)
        on_request(server, line);
    else
        on_answer(server, line);
}

void server_run(int clients, int upstream)
{
    static struct server server;
    char line[LINE_MAX_BYTES];
    bool sums = false;
    server.epoll = epoll_create1(EPOLL_CLOEXEC);
    server.clients.fd = clients;
    server.upstream.fd = upstream;
    watch(&server, &server.clients);
    watch(&server, &server.upstream);
    for (;;) {
        struct epoll_event event;
        if (epoll_wait(server.epoll, &event, 1, sums ? 0 : -1) == 1) {
            if (!lines_fill(event.data.ptr))
                break;
            while (lines_next(event.data.ptr, line))
                on_line(&server, event.data.ptr, line);
        }
        sums = sums_turn(&server);
    }
    close(server.epoll);
}
