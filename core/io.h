/* io.h -- everything a task may do while it runs: wait, or work.
 *
 * A task is one plain function that is handed a struct io. Handed the
 * blocking io (blocking.h) its calls block the thread; handed the loop's
 * (async/outside/io.c) they suspend the coroutine. The task cannot tell which.
 *
 * Every call returns 0 or more, or a negative errno value. Any call may
 * return -ECANCELED (the run is over: release what you hold and return it)
 * or -ETIMEDOUT (the task's own time is up). Both are noticed when a call is
 * entered and while it waits; computing is never interrupted. Buffers belong
 * to the caller. One struct io belongs to one worker. */
#ifndef OVERLAP_CORE_IO_H
#define OVERLAP_CORE_IO_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define IO_NEVER UINT64_MAX /* a deadline that never comes */

struct io_database;
struct io_ops;
struct io_permits;
struct io_trace;

#ifdef __cplusplus
extern "C" {
#endif

/* The first member of whatever implements it. */
struct io {
    const struct io_ops *ops;
    const void *stop;     /* an atomic_int, which C++ has not; not 0: the … */
                          /* … run is over; NULL: nobody stops it */
    uint64_t deadline_ns; /* when the task in hand must end, or IO_NEVER */
    uint64_t waited_ns;   /* time spent so far inside the waiting calls */
    struct io_trace *trace; /* of the task in hand; NULL: none is kept */
};

struct io_reply {
    int status;      /* 200, 404, …; 0 when no answer came */
    int version;     /* of HTTP, times ten: 10, 11, 20; 0: no answer came */
    size_t bytes;    /* of the body */
    uint32_t digest; /* CRC-32 of the body, as every language has it */
    int64_t retry_after_s; /* what a refusal asked to wait; 0: nothing */
    char reason[120];      /* why it failed, for a person; "" when it did not */
};

/* A statement, with up to two numbers in it, or several in a transaction. */
struct io_statement {
    struct io_database
        *db;             /* opened by io_database_open() (io/db/database.h) */
    const char *sql;     /* the same pointer means the same; in it … */
    int64_t key, amount; /* … $1 stands for the key, $2 for the amount */
    const struct io_statement
        *then; /* the next statement, which has no `db`; they */
               /* succeed or fail as one; NULL: no more */
};

struct io_rows {
    int64_t count;    /* rows that came back, from all statements */
    int64_t sum;      /* of their first column, which is a number */
    char reason[160]; /* why the query failed, for a person; may be "" */
};

/* What an implementation provides. `until_ns` is when the wait must end with
 * -ETIMEDOUT (CLOCK_MONOTONIC, or IO_NEVER). */
struct io_ops {
    int (*sleep)(struct io *io, uint64_t wake_ns);
    int (*http_get)(struct io *io, const char *url, uint64_t until_ns,
                    struct io_reply *reply);
    ssize_t (*file_read)(struct io *io, int fd, void *buf, size_t len,
                         off_t at);
    ssize_t (*file_write)(struct io *io, int fd, const void *buf, size_t len,
                          off_t at);
    int (*file_sync)(struct io *io, int fd);
    int (*query)(struct io *io, const struct io_statement *query,
                 uint64_t until_ns, struct io_rows *rows);
    int (*permit_take)(struct io *io, const struct io_permits *permits,
                       uint64_t until_ns);
    int (*compute)(struct io *io, void (*fn)(void *arg), void *arg);
};

/* CLOCK_MONOTONIC in nanoseconds. */
uint64_t io_now_ns(void);

/* `ns` after `at_ns`, or IO_NEVER if no clock goes that far. */
static inline uint64_t io_after_ns(uint64_t at_ns, uint64_t ns)
{
    return ns < IO_NEVER - at_ns ? at_ns + ns : IO_NEVER;
}

/* Why a call must end: -ECANCELED when `stop`, that of an io, is set (it may be
 * NULL), -ETIMEDOUT when the clock reads `until_ns` or more, else 0. */
int io_over(const void *stop, uint64_t until_ns);

/* Waits `ns` nanoseconds. Suspends. */
int io_sleep(struct io *io, uint64_t ns);

/* Waits until the clock reads `wake_ns`; returns at once if it already does.
 * Suspends. */
int io_sleep_until(struct io *io, uint64_t wake_ns);

/* GETs `url` (http or https) over the worker's own keep-alive session and
 * digests the body into `reply`, which is filled in whatever the result.
 * Returns 0 when a whole answer with a status below 400 came; -EPROTO for a
 * status of 400 or more; -ECONNREFUSED, -EHOSTUNREACH (no such name),
 * -EBADMSG (cut short or reset), -EKEYREJECTED (TLS), -ETIMEDOUT (connecting
 * took half a minute), -EINVAL (no such kind of URL) or -EIO. Suspends. */
int io_http_get(struct io *io, const char *url, struct io_reply *reply);

/* pread and pwrite: at most `len` bytes, at offset `at`; returns how many.
 * Suspends on the loop, where a pool of threads does it. */
ssize_t io_file_read(struct io *io, int fd, void *buf, size_t len, off_t at);
ssize_t io_file_write(struct io *io, int fd, const void *buf, size_t len,
                      off_t at);

/* Waits until what was written to the file is on its device (fsync). 0.
 * Suspends, as above. */
int io_file_sync(struct io *io, int fd);

/* Runs a query over an idle session of query->db, or a new one, and fills
 * `rows`, its reason also when it fails. Where the database has a limit it
 * waits first until fewer than that are in use. Returns 0; -EBUSY: SQLite's
 * file stayed locked; -ECONNREFUSED: no session with the server could be had;
 * -ECONNRESET: the session was lost, and with it the transaction, unless that
 * was just being committed; or -EIO. The next query opens a new session.
 * Suspends on the loop, where a pool of threads does what SQLite's part is. */
int io_query(struct io *io, const struct io_statement *query,
             struct io_rows *rows);

/* Takes one of the permits (permits.h) that all workers share, and waits until
 * there is one; io_permits_give() gives it back. 0. On the loop, first come,
 * first served among its own tasks; between workers that are threads or
 * processes the quickest. Suspends, unless there is one and nobody waits. */
int io_permit_take(struct io *io, const struct io_permits *permits);

/* Calls fn(arg): the one kind of work. In place under every model, the loop
 * included: that stall is what we measure. With --offload the loop's thread
 * pool runs it, as asyncio.to_thread does, and the call suspends. */
int io_compute(struct io *io, void (*fn)(void *arg), void *arg);

#ifdef __cplusplus
}
#endif

#endif
