/* permits.c -- waiting for what many wait for: a permit, or a connection.
 *
 * If all tasks that wait watched its descriptor, each would be woken for one of
 * them. So they form a line: the first holds the line's lock and watches, the
 * others wait for the lock. */
#include "async/outside/permits.h"

#include <errno.h>
#include <stdlib.h>

#include "async/runtime/suspend.h"
#include "core/permits.h"

struct permit_line {
    int fd; /* io_permits.fd, or what is listened on */
    struct async_lock lock;
    struct permit_line *next;
};

static struct permit_line *line_find(const struct loop *loop, int fd)
{
    struct permit_line *line = loop->lines;
    while (line && line->fd != fd)
        line = line->next;
    return line;
}

struct line_order {
    struct loop *loop;
    int fd;
    struct permit_line *made;
};

static void on_line(void *arg)
{
    struct line_order *order = arg;
    struct permit_line *line = malloc(sizeof(*line));
    order->made = line;
    if (!line)
        return;
    *line = (struct permit_line){
        .fd = order->fd, .lock.name = "line", .next = order->loop->lines};
    order->loop->lines = line;
}

static struct permit_line *line_make(struct async_task *task, int fd)
{
    struct line_order order = {.loop = task->loop, .fd = fd};
    task_call(task, on_line, &order);
    return order.made;
}

void lines_free(struct loop *loop)
{
    while (loop->lines) {
        struct permit_line *next = loop->lines->next;
        free(loop->lines);
        loop->lines = next;
    }
}

/* What the head of a line does. Other workers may be quicker, time and again. */
static int watch_permits(struct io *io, const void *of)
{
    const struct io_permits *permits = of;
    int err;
    while ((err = io_permits_try(permits)) == -EAGAIN) {
        int ready = async_wait_fd(io, permits->fd, POLLIN);
        if (ready < 0)
            return ready;
    }
    return err;
}

struct awaited {
    int fd, events;
};

static int watch_fd(struct io *io, const void *of)
{
    const struct awaited *awaited = of;
    return async_wait_fd(io, awaited->fd, awaited->events);
}

static int stand_in_line(struct io *io, struct permit_line *line,
                         int (*watch)(struct io *io, const void *of),
                         const void *of)
{
    int result = async_lock_acquire(io, &line->lock);
    if (result)
        return result;
    result = watch(io, of);
    async_lock_release(&line->lock);
    return result;
}

/* A lock knows no deadlines. */
static int stand_until(struct io *io, struct permit_line *line,
                       int (*watch)(struct io *io, const void *of),
                       const void *of, uint64_t until_ns)
{
    if (until_ns == IO_NEVER)
        return stand_in_line(io, line, watch, of);
    struct async_timeout limit;
    uint64_t now_ns = io_now_ns();
    async_timeout_open(&limit, io, until_ns > now_ns ? until_ns - now_ns : 0);
    return async_timeout_close(&limit, stand_in_line(io, line, watch, of));
}

int task_permit_take(struct io *io, const struct io_permits *permits,
                     uint64_t until_ns)
{
    struct async_task *task = task_of(io);
    struct permit_line *line = line_find(task->loop, permits->fd);
    int err = line && line->lock.holder ? -EAGAIN : io_permits_try(permits);
    if (err != -EAGAIN)
        return err;
    if (!line && !(line = line_make(task, permits->fd)))
        return -ENOMEM;
    return stand_until(io, line, watch_permits, permits, until_ns);
}

int task_wait_in_line(struct io *io, int fd, int events, uint64_t until_ns)
{
    const struct awaited awaited = {fd, events & ~IO_ANYONE};
    struct async_task *task = task_of(io);
    struct permit_line *line = line_find(task->loop, fd);
    if (!line && !(line = line_make(task, fd)))
        return -ENOMEM;
    return stand_until(io, line, watch_fd, &awaited, until_ns);
}
