/* permits.c -- waiting for a permit shared with other threads and processes.
 *
 * A loop can watch a descriptor only once. So tasks that wait for the same
 * permits form a line: the first holds the line's lock and watches, the others
 * wait for the lock. */
#include "async/outside/permits.h"

#include <errno.h>
#include <stdlib.h>

#include "async/runtime/suspend.h"
#include "core/permits.h"

struct permit_line {
    int fd; /* io_permits.fd */
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
        .fd = order->fd, .lock.name = "permits", .next = order->loop->lines};
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

/* At the head of the line. Other workers may be quicker, time and again. */
static int watch(struct io *io, const struct io_permits *permits)
{
    int err;
    while ((err = io_permits_try(permits)) == -EAGAIN) {
        int ready = async_wait_fd(io, permits->fd, POLLIN);
        if (ready < 0)
            return ready;
    }
    return err;
}

static int stand_in_line(struct io *io, struct permit_line *line,
                         const struct io_permits *permits)
{
    int err = async_lock_acquire(io, &line->lock);
    if (err)
        return err;
    err = watch(io, permits);
    async_lock_release(&line->lock);
    return err;
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
    if (until_ns == IO_NEVER)
        return stand_in_line(io, line, permits);
    struct async_timeout limit;
    uint64_t now_ns = io_now_ns();
    async_timeout_open(&limit, io, until_ns > now_ns ? until_ns - now_ns : 0);
    err = stand_in_line(io, line, permits);
    return async_timeout_close(&limit, err);
}
