/* io.c -- what every io shares: the check on entry, and timing of waits. */
#include "core/io.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/database.h"
#include "core/io_trace.h"

/* Inlined, it would enlarge the frames that stay on a small stack while its
 * task waits. */
__attribute__((noinline)) uint64_t io_now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

int io_over(const void *stop, uint64_t until_ns)
{
    const atomic_int *set = stop;
    if (set && atomic_load_explicit(set, memory_order_relaxed))
        return -ECANCELED;
    if (until_ns != IO_NEVER && io_now_ns() >= until_ns)
        return -ETIMEDOUT;
    return 0;
}

static int io_check(const struct io *io)
{
    return io_over(io->stop, io->deadline_ns);
}

/* Not inlined either, for the same reason. */
static __attribute__((noinline)) uint64_t begin_wait(struct io *io)
{
    io_work_end(io->trace);
    uint64_t begin_ns = io_now_ns();
    io_wait_begin(io->trace, begin_ns);
    return begin_ns;
}

static __attribute__((noinline)) void end_wait(struct io *io, uint64_t begin_ns)
{
    uint64_t end_ns = io_now_ns();
    io->waited_ns += end_ns - begin_ns;
    io_wait_end(io->trace, end_ns);
    io_work_begin(io->trace);
}

/* Every waiting call goes through here, so none can begin a wait and not end
 * it. Inlined together with `call`: a small stack has no room for their
 * frames. */
static inline __attribute__((always_inline)) ssize_t
io_call(struct io *io, ssize_t (*call)(struct io *io, const void *of),
        const void *of)
{
    ssize_t result = io_check(io);
    if (result)
        return result;
    uint64_t begin_ns = begin_wait(io);
    result = call(io, of);
    end_wait(io, begin_ns);
    return result;
}

static ssize_t call_sleep(struct io *io, const void *of)
{
    const uint64_t *wake_ns = of;
    if (io->deadline_ns >= *wake_ns)
        return io->ops->sleep(io, *wake_ns);
    int err = io->ops->sleep(io, io->deadline_ns);
    return err ? err : -ETIMEDOUT;
}

int io_sleep(struct io *io, uint64_t ns)
{
    return io_sleep_until(io, io_after_ns(io_now_ns(), ns));
}

int io_sleep_until(struct io *io, uint64_t wake_ns)
{
    if (io_now_ns() >= wake_ns)
        return io_check(io);
    return (int)io_call(io, call_sleep, &wake_ns);
}

struct http_get {
    const char *url;
    struct io_reply *reply;
};

static ssize_t call_http_get(struct io *io, const void *of)
{
    const struct http_get *get = of;
    return io->ops->http_get(io, get->url, io->deadline_ns, get->reply);
}

int io_http_get(struct io *io, const char *url, struct io_reply *reply)
{
    *reply = (struct io_reply){0};
    const struct http_get get = {url, reply};
    return (int)io_call(io, call_http_get, &get);
}

struct file_call {
    int fd;
    void *into;       /* for a read */
    const void *from; /* for a write */
    size_t len;
    off_t at;
};

static ssize_t call_file_read(struct io *io, const void *of)
{
    const struct file_call *file = of;
    return io->ops->file_read(io, file->fd, file->into, file->len, file->at);
}

ssize_t io_file_read(struct io *io, int fd, void *buf, size_t len, off_t at)
{
    const struct file_call file = {.fd = fd, .into = buf, .len = len, .at = at};
    return io_call(io, call_file_read, &file);
}

static ssize_t call_file_write(struct io *io, const void *of)
{
    const struct file_call *file = of;
    return io->ops->file_write(io, file->fd, file->from, file->len, file->at);
}

ssize_t io_file_write(struct io *io, int fd, const void *buf, size_t len,
                      off_t at)
{
    const struct file_call file = {.fd = fd, .from = buf, .len = len, .at = at};
    return io_call(io, call_file_write, &file);
}

static ssize_t call_file_sync(struct io *io, const void *of)
{
    const int *fd = of;
    return io->ops->file_sync(io, *fd);
}

int io_file_sync(struct io *io, int fd)
{
    return (int)io_call(io, call_file_sync, &fd);
}

struct asked {
    const struct io_statement *query;
    struct io_rows *rows;
};

static ssize_t call_query(struct io *io, const void *of)
{
    const struct asked *asked = of;
    return io->ops->query(io, asked->query, io->deadline_ns, asked->rows);
}

int64_t io_row_number(const struct io_row *row, int column)
{
    const char *text = io_row_text(row, column);
    return text ? strtoll(text, NULL, 10) : 0;
}

static bool has_room_for_values(const struct io_statement *part)
{
    while (part && part->value_count <= IO_VALUES_MAX)
        part = part->then;
    return !part;
}

int io_query(struct io *io, const struct io_statement *query,
             struct io_rows *rows)
{
    *rows = (struct io_rows){0};
    if (!has_room_for_values(query)) {
        snprintf(rows->reason, sizeof rows->reason,
                 "expected %d values at most", IO_VALUES_MAX);
        return -EINVAL;
    }
    const struct io_permits *permits =
        query->db->connections ? &query->db->permits : NULL;
    int err = permits ? io_permit_take(io, permits) : 0;
    if (err)
        return err;
    const struct asked asked = {query, rows};
    err = (int)io_call(io, call_query, &asked);
    if (permits)
        io_permits_give(permits);
    return err;
}

static ssize_t call_permit_take(struct io *io, const void *of)
{
    return io->ops->permit_take(io, of, io->deadline_ns);
}

int io_permit_take(struct io *io, const struct io_permits *permits)
{
    return (int)io_call(io, call_permit_take, permits);
}

struct awaited {
    int fd, events;
};

static ssize_t call_ready(struct io *io, const void *of)
{
    const struct awaited *awaited = of;
    return io->ops->ready(io, awaited->fd, awaited->events, io->deadline_ns);
}

int io_ready(struct io *io, int fd, int events)
{
    const struct awaited awaited = {fd, events};
    return (int)io_call(io, call_ready, &awaited);
}

/* Work of a traced task. */
struct traced {
    struct io *io;
    void (*fn)(void *arg);
    void *arg;
};

/* Runs in the thread that does the work, whose CPU time counts. */
static void run_traced(void *arg)
{
    const struct traced *traced = arg;
    io_work_begin(traced->io->trace);
    traced->fn(traced->arg);
    io_work_end(traced->io->trace);
}

static int compute_traced(struct io *io, void (*fn)(void *arg), void *arg)
{
    struct traced traced = {io, fn, arg};
    io_work_end(io->trace);
    int err = io->ops->compute(io, run_traced, &traced);
    io_work_begin(io->trace);
    return err;
}

int io_compute(struct io *io, void (*fn)(void *arg), void *arg)
{
    int err = io_check(io);
    if (err)
        return err;
    if (io->trace)
        return compute_traced(io, fn, arg);
    return io->ops->compute(io, fn, arg);
}
