/* io.c -- what every io shares: the check on entry, and the waits' account. */
#include "core/io.h"

#include <errno.h>
#include <time.h>

#include "core/database.h"

/* Inlined, it would add its frame to those that a small stack keeps while its
 * task waits. */
__attribute__((noinline)) uint64_t io_now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

int io_over(const atomic_int *stop, uint64_t until_ns)
{
    if (stop && atomic_load_explicit(stop, memory_order_relaxed))
        return -ECANCELED;
    if (until_ns != IO_NEVER && io_now_ns() >= until_ns)
        return -ETIMEDOUT;
    return 0;
}

static int io_check(const struct io *io)
{
    return io_over(io->stop, io->deadline_ns);
}

static uint64_t cpu_now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* These are not inlined, for the same reason as above. */
__attribute__((noinline)) void io_work_begin(struct io *io)
{
    if (io->trace)
        io->trace->cpu_ns -= cpu_now_ns();
}

__attribute__((noinline)) void io_work_end(struct io *io)
{
    if (io->trace)
        io->trace->cpu_ns += cpu_now_ns();
}

static uint64_t begin_wait(struct io *io)
{
    io_work_end(io);
    return io_now_ns();
}

static __attribute__((noinline)) void end_wait(struct io *io, uint64_t begin_ns)
{
    struct io_trace *trace = io->trace;
    uint64_t end_ns = io_now_ns();
    io->waited_ns += end_ns - begin_ns;
    if (trace && trace->count < trace->capacity)
        trace->list[trace->count++] = (struct io_wait){begin_ns, end_ns};
    io_work_begin(io);
}

int io_sleep(struct io *io, uint64_t ns)
{
    return io_sleep_until(io, io_now_ns() + ns);
}

int io_sleep_until(struct io *io, uint64_t wake_ns)
{
    int err = io_check(io);
    if (err)
        return err;
    uint64_t begin_ns = io_now_ns();
    if (begin_ns >= wake_ns)
        return 0;
    io_work_end(io);
    if (io->deadline_ns < wake_ns) {
        err = io->ops->sleep(io, io->deadline_ns);
        err = err ? err : -ETIMEDOUT;
    } else {
        err = io->ops->sleep(io, wake_ns);
    }
    end_wait(io, begin_ns);
    return err;
}

int io_http_get(struct io *io, const char *url, struct http_reply *reply)
{
    *reply = (struct http_reply){0};
    int err = io_check(io);
    if (err)
        return err;
    uint64_t begin_ns = begin_wait(io);
    err = io->ops->http_get(io, url, io->deadline_ns, reply);
    end_wait(io, begin_ns);
    return err;
}

ssize_t io_file_read(struct io *io, int fd, void *buf, size_t len, off_t at)
{
    int err = io_check(io);
    if (err)
        return err;
    uint64_t begin_ns = begin_wait(io);
    ssize_t got = io->ops->file_read(io, fd, buf, len, at);
    end_wait(io, begin_ns);
    return got;
}

ssize_t io_file_write(struct io *io, int fd, const void *buf, size_t len,
                      off_t at)
{
    int err = io_check(io);
    if (err)
        return err;
    uint64_t begin_ns = begin_wait(io);
    ssize_t put = io->ops->file_write(io, fd, buf, len, at);
    end_wait(io, begin_ns);
    return put;
}

int io_file_sync(struct io *io, int fd)
{
    int err = io_check(io);
    if (err)
        return err;
    uint64_t begin_ns = io_now_ns();
    err = io->ops->file_sync(io, fd);
    end_wait(io, begin_ns);
    return err;
}

int io_query(struct io *io, const struct query *query, struct rows *rows)
{
    *rows = (struct rows){0};
    const struct database *db = query->db;
    int err = db->connections ? io_permit_take(io, &db->permits) : io_check(io);
    if (err)
        return err;
    uint64_t begin_ns = begin_wait(io);
    err = io->ops->query(io, query, io->deadline_ns, rows);
    end_wait(io, begin_ns);
    if (db->connections)
        permits_give(&db->permits);
    return err;
}

int io_permit_take(struct io *io, const struct permits *permits)
{
    int err = io_check(io);
    if (err)
        return err;
    uint64_t begin_ns = begin_wait(io);
    err = io->ops->permit_take(io, permits, io->deadline_ns);
    io->waited_ns += io_now_ns() - begin_ns;
    return err;
}

/* Work, with its CPU time in whatever thread does it. */
struct timed {
    void (*fn)(void *arg);
    void *arg;
    uint64_t cpu_ns;
};

static void run_timed(void *arg)
{
    struct timed *timed = arg;
    uint64_t begin_ns = cpu_now_ns();
    timed->fn(timed->arg);
    timed->cpu_ns = cpu_now_ns() - begin_ns;
}

static int compute_timed(struct io *io, void (*fn)(void *arg), void *arg)
{
    struct timed timed = {.fn = fn, .arg = arg};
    io_work_end(io);
    int err = io->ops->compute(io, run_timed, &timed);
    io_work_begin(io);
    io->trace->cpu_ns += timed.cpu_ns;
    return err;
}

int io_compute(struct io *io, void (*fn)(void *arg), void *arg)
{
    int err = io_check(io);
    if (err)
        return err;
    if (io->trace)
        return compute_timed(io, fn, arg);
    return io->ops->compute(io, fn, arg);
}
