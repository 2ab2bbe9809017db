/* loop.c -- an event loop: timers and descriptors, callbacks, one thread.
 *
 * A round waits until a descriptor is ready or a timer is due, calls back those
 * that are ready, and then the timers that are due. An event carries the number
 * of its watch, and of a watch that is gone nothing is touched but that number. */
#include "loop.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { EVENTS_MAX = 64, READ_BYTES = 4096 };

struct timer {
    struct timer *next;
    long long due_ms;
    int number;
    loop_on_time *on_time;
    void *arg;
};

struct watch {
    unsigned number; /* of this watch, not of its descriptor; never 0 */
    loop_on_ready *on_ready;
    void *arg;
    struct lines *lines; /* its arg, if loop_lines() made it */
};

struct loop {
    const struct loop_world *world;
    int epoll_fd;
    struct timer *timers; /* the next that is due is first */
    int timers_made;
    struct watch *watches; /* by descriptor */
    int watches_size, watches_count;
    unsigned watches_made;
    bool stopped;
};

/* What has been read of a line. */
struct lines {
    loop_on_line *on_line;
    void *arg;
    char *bytes;
    size_t size, room;
    bool busy; /* a callback has a line in `bytes` */
    bool gone; /* free it when it is not busy any more */
};

struct loop *loop_open(const struct loop_world *world)
{
    struct loop *loop = calloc(1, sizeof *loop);
    if (!loop)
        return NULL;
    loop->world = world;
    loop->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (loop->epoll_fd >= 0)
        return loop;
    free(loop);
    return NULL;
}

int loop_timer(struct loop *loop, long long ms, loop_on_time *on_time,
               void *arg)
{
    struct timer *timer = malloc(sizeof *timer), **place = &loop->timers;
    if (!timer)
        return -ENOMEM;
    *timer = (struct timer){.due_ms = loop->world->now_ms() + ms,
                            .number = ++loop->timers_made,
                            .on_time = on_time,
                            .arg = arg};
    while (*place && (*place)->due_ms <= timer->due_ms)
        place = &(*place)->next;
    timer->next = *place;
    *place = timer;
    return timer->number;
}

int loop_timer_stop(struct loop *loop, int number)
{
    struct timer **place = &loop->timers;
    while (*place && (*place)->number != number)
        place = &(*place)->next;
    struct timer *timer = *place;
    if (!timer)
        return -ENOENT;
    *place = timer->next;
    free(timer);
    return 0;
}

static void lines_free(struct lines *lines)
{
    if (!lines)
        return;
    lines->gone = true;
    if (lines->busy)
        return;
    free(lines->bytes);
    free(lines);
}

static struct watch *watch_of(struct loop *loop, int fd)
{
    bool known = fd >= 0 && fd < loop->watches_size;
    return known && loop->watches[fd].number ? &loop->watches[fd] : NULL;
}

/* Makes room for this descriptor. */
static int watches_grow(struct loop *loop, int fd)
{
    if (fd < loop->watches_size)
        return 0;
    int size = fd + fd / 2 + 16;
    struct watch *watches =
        realloc(loop->watches, (size_t)size * sizeof *watches);
    if (!watches)
        return -ENOMEM;
    memset(watches + loop->watches_size, 0,
           (size_t)(size - loop->watches_size) * sizeof *watches);
    loop->watches = watches;
    loop->watches_size = size;
    return 0;
}

int loop_watch(struct loop *loop, int fd, unsigned events,
               loop_on_ready *on_ready, void *arg)
{
    if (fd < 0)
        return -EBADF;
    if (watch_of(loop, fd))
        return -EEXIST;
    if (watches_grow(loop, fd) < 0)
        return -ENOMEM;
    unsigned number = ++loop->watches_made;
    struct epoll_event event = {
        .events = events, .data.u64 = (uint64_t)number << 32 | (unsigned)fd};
    if (epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0)
        return -errno;
    loop->watches[fd] =
        (struct watch){.number = number, .on_ready = on_ready, .arg = arg};
    loop->watches_count++;
    return 0;
}

int loop_unwatch(struct loop *loop, int fd)
{
    struct watch *watch = watch_of(loop, fd);
    if (!watch)
        return -ENOENT;
    epoll_ctl(loop->epoll_fd, EPOLL_CTL_DEL, fd, NULL);
    lines_free(watch->lines);
    *watch = (struct watch){0};
    loop->watches_count--;
    return 0;
}

/* Calls back for each whole line, as long as nobody unwatches. */
static void lines_tell(struct loop *loop, int fd, struct lines *lines)
{
    char *line = lines->bytes, *end = line + lines->size, *newline;
    while (!lines->gone &&
           (newline = memchr(line, '\n', (size_t)(end - line)))) {
        *newline = '\0';
        lines->on_line(loop, fd, line, lines->arg);
        line = newline + 1;
    }
    lines->size = (size_t)(end - line);
    memmove(lines->bytes, line, lines->size);
}

static void lines_end(struct loop *loop, int fd, struct lines *lines)
{
    if (lines->size > 0) {
        lines->bytes[lines->size] = '\0';
        lines->on_line(loop, fd, lines->bytes, lines->arg);
    }
    if (lines->gone)
        return;
    loop_unwatch(loop, fd);
    lines->on_line(loop, fd, NULL, lines->arg);
}

static bool lines_grow(struct lines *lines)
{
    if (lines->room - lines->size > READ_BYTES)
        return true;
    size_t room = 2 * lines->room + 2 * READ_BYTES;
    char *bytes = realloc(lines->bytes, room);
    if (!bytes)
        return false;
    lines->bytes = bytes;
    lines->room = room;
    return true;
}

static void lines_ready(struct loop *loop, int fd, unsigned events, void *arg)
{
    struct lines *lines = arg;
    (void)events;
    ssize_t got = -1;
    if (lines_grow(lines)) {
        got = read(fd, lines->bytes + lines->size, READ_BYTES);
        if (got < 0 && (errno == EAGAIN || errno == EINTR))
            return;
    }
    lines->busy = true;
    if (got > 0) {
        lines->size += (size_t)got;
        lines_tell(loop, fd, lines);
    } else {
        lines_end(loop, fd, lines);
    }
    lines->busy = false;
    if (lines->gone)
        lines_free(lines);
}

int loop_lines(struct loop *loop, int fd, loop_on_line *on_line, void *arg)
{
    int flags = fcntl(fd, F_GETFL);
    if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0)
        return -errno;
    struct lines *lines = calloc(1, sizeof *lines);
    if (!lines)
        return -ENOMEM;
    lines->on_line = on_line;
    lines->arg = arg;
    int err = loop_watch(loop, fd, EPOLLIN, lines_ready, lines);
    if (err < 0)
        lines_free(lines);
    else
        loop->watches[fd].lines = lines;
    return err;
}

/* How long to wait for descriptors: until the next timer is due. */
static int timeout_ms(const struct loop *loop)
{
    if (!loop->timers)
        return -1;
    long long left = loop->timers->due_ms - loop->world->now_ms();
    return left <= 0 ? 0 : left < INT_MAX ? (int)left : INT_MAX;
}

static void call_ready(struct loop *loop, const struct epoll_event *events,
                       int count)
{
    for (int i = 0; i < count && !loop->stopped; i++) {
        int fd = (int)(events[i].data.u64 & UINT32_MAX);
        const struct watch *watch = watch_of(loop, fd);
        if (watch && watch->number == events[i].data.u64 >> 32)
            watch->on_ready(loop, fd, events[i].events, watch->arg);
    }
}

/* Timers that callbacks start have higher numbers, and wait for the next round,
 * or else one that starts itself again at once would keep the rest waiting. */
static void call_due(struct loop *loop)
{
    long long now_ms = loop->world->now_ms();
    int newest = loop->timers_made;
    struct timer **place = &loop->timers;
    while (!loop->stopped && *place && (*place)->due_ms <= now_ms) {
        struct timer due = **place;
        if (due.number > newest) {
            place = &(*place)->next;
            continue;
        }
        loop_timer_stop(loop, due.number);
        due.on_time(loop, due.arg);
        place = &loop->timers; /* the callback may have changed the list */
    }
}

void loop_run(struct loop *loop)
{
    struct epoll_event events[EVENTS_MAX];
    loop->stopped = false;
    while (!loop->stopped && (loop->timers || loop->watches_count > 0)) {
        int count = loop->world->wait(loop->epoll_fd, events, EVENTS_MAX,
                                      timeout_ms(loop));
        if (count < 0 && errno != EINTR)
            return;
        call_ready(loop, events, count);
        call_due(loop);
    }
}

void loop_stop(struct loop *loop)
{
    loop->stopped = true;
}

void loop_close(struct loop *loop)
{
    while (loop->timers)
        loop_timer_stop(loop, loop->timers->number);
    for (int fd = 0; fd < loop->watches_size; fd++)
        loop_unwatch(loop, fd);
    close(loop->epoll_fd);
    free(loop->watches);
    free(loop);
}
