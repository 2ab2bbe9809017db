/* io.h -- everything a task may do while it runs: wait, or work.
 *
 * A task is one plain function that takes a struct io. With the blocking io
 * (blocking.h) its calls block the thread; with the loop's
 * (async/outside/io.c) they suspend the coroutine. The task cannot tell which.
 *
 * Every call returns 0 or more, or a negative errno value. Any call may
 * return -ECANCELED (the run is over: release what you hold and return it)
 * or -ETIMEDOUT (the task's own time is up). Both are noticed on entry to a
 * call and while it waits, except in file calls that Linux cannot interrupt;
 * computing is never interrupted. Buffers belong to the caller. Each worker
 * has a struct io of its own. */
#ifndef OVERLAP_CORE_IO_H
#define OVERLAP_CORE_IO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define IO_NEVER UINT64_MAX /* no deadline */

struct io_database;
struct io_ops;
struct io_permits;
struct io_trace;

#ifdef __cplusplus
extern "C" {
#endif

/* The first member of every implementation. */
struct io {
    const struct io_ops *ops;
    const void *stop;     /* points to an atomic_int, a type C++ lacks; */
                          /* not 0: the run is over; NULL: never stopped */
    uint64_t deadline_ns; /* when the current task must end, or IO_NEVER */
    uint64_t waited_ns;   /* time spent in waiting calls so far */
    unsigned unwaited;    /* socket calls in a row that needed no wait */
    int stream;   /* 1 + the TCP connection that it was last given; 0: none */
    bool drained; /* all that had come over this was received */
    struct io_trace *trace; /* of the current task; NULL: not traced */
};

struct io_reply {
    int status;      /* 200, 404, …; 0: no answer came */
    int version;     /* of HTTP, times ten: 10, 11, 20; 0: no answer came */
    size_t bytes;    /* of the body */
    uint32_t digest; /* CRC-32 of the body, as zlib computes it */
    int64_t retry_after_s; /* from a refusal's Retry-After; 0: none */
    char reason[120];      /* why it failed, for a person; "": it did not */
};

/* A header of an answer that is wanted. */
struct io_header {
    const char *name;
    char *value; /* receives it, cut off to `capacity` bytes with its NUL; "" */
    size_t capacity; /* if there was none */
};

/* A request and what becomes of its answer. All zero but `url`: a GET whose
 * body is only digested. */
struct io_request {
    const char *url;
    const char *method; /* NULL: GET, or POST if there is a body */
    const void *body;   /* to send, as a form unless `headers` say what */
    size_t body_bytes;
    const char *const *headers;     /* "Name: value", …, NULL; or NULL */
    const struct io_header *wanted; /* the last has no name; or NULL */
    char *buffer;                   /* receives the answer's body, as far as */
    size_t capacity;                /* there is room; or NULL */
    /* Is handed the body as it comes; or NULL. It must not suspend. A negative
     * result ends the request, whose result it is. */
    int (*on_body)(void *arg, const char *bytes, size_t count);
    void *arg;
};

enum io_value_kind { IO_NULL, IO_NUMBER, IO_TEXT };

/* A value for a statement. All zero: SQL's NULL. */
struct io_value {
    enum io_value_kind kind;
    int64_t number;
    const char *text;
};

#define IO_VALUES_MAX 32 /* of one statement */

/* A row of an answer. Private: see io_row_text(). */
struct io_row {
    int columns;
    void *of;
    const char *(*name)(const struct io_row *row, int column);
    const char *(*text)(const struct io_row *row, int column);
};

/* A statement; several chained by `then` are one transaction. Each session
 * prepares it once, with the numbers `key` as $1 and `amount` as $2; or, if
 * `values` is set, parses it each time, with these as $1, $2, and so on. */
struct io_statement {
    /* Opened by io_database_open() (io/db/database.h); set only in the first
     * of several. */
    struct io_database *db;
    const char *sql;
    int64_t key, amount;
    const struct io_value *values; /* IO_VALUES_MAX at most */
    int value_count;
    /* Is handed the rows as they come; or NULL. It must not suspend; on the
     * loop, SQLite's are handed over in a thread of the pool. A negative result
     * ends the query, whose result it is. */
    int (*on_row)(void *arg, const struct io_row *row);
    void *arg;
    const struct io_statement *then; /* NULL: this is the last */
};

struct io_rows {
    int64_t count;    /* rows returned by all statements together */
    int64_t sum;      /* of their first columns, as far as they are numbers */
    char reason[160]; /* why the query failed, for a person; may be "" */
};

/* What an implementation provides. At `until_ns` (CLOCK_MONOTONIC, or
 * IO_NEVER) the wait must end with -ETIMEDOUT. */
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
    int (*ready)(struct io *io, int fd, int events, uint64_t until_ns);
    int (*compute)(struct io *io, void (*fn)(void *arg), void *arg);
};

/* CLOCK_MONOTONIC in nanoseconds. */
uint64_t io_now_ns(void);

/* `ns` after `at_ns`, or IO_NEVER if that would overflow. */
static inline uint64_t io_after_ns(uint64_t at_ns, uint64_t ns)
{
    return ns < IO_NEVER - at_ns ? at_ns + ns : IO_NEVER;
}

/* Why a call must end: -ECANCELED if `stop`, an io's, is set (it may be NULL),
 * -ETIMEDOUT if the clock reads `until_ns` or later, else 0. */
int io_over(const void *stop, uint64_t until_ns);

/* Waits `ns` nanoseconds. Suspends. */
int io_sleep(struct io *io, uint64_t ns);

/* Waits until the clock reads `wake_ns`; returns at once if it already does.
 * Suspends. */
int io_sleep_until(struct io *io, uint64_t wake_ns);

/* GETs `url` (http or https) over the worker's own keep-alive session and
 * digests the body into `reply`, which is filled in whatever the result.
 * Returns 0 for a complete answer with a status below 400; -EPROTO for a
 * status of 400 or more; -ECONNREFUSED, -EHOSTUNREACH (no such name),
 * -EBADMSG (cut short or reset), -EKEYREJECTED (TLS), -ETIMEDOUT (not
 * connected within 30 s), -EINVAL (not a usable URL) or -EIO. Suspends. */
int io_http_get(struct io *io, const char *url, struct io_reply *reply);

/* pread and pwrite: at most `len` bytes, at offset `at`; returns how many.
 * On the loop a thread pool does it and the call suspends. */
ssize_t io_file_read(struct io *io, int fd, void *buf, size_t len, off_t at);
ssize_t io_file_write(struct io *io, int fd, const void *buf, size_t len,
                      off_t at);

/* Waits until everything written to the file has reached its device (fsync).
 * Returns 0. Suspends, as above. */
int io_file_sync(struct io *io, int fd);

/* Runs a query over an idle session of query->db, or a new one, hands its rows
 * over and fills in `rows`; on failure, its reason. If the database has a
 * connection limit, first waits until fewer are in use. Returns 0; -EBUSY:
 * SQLite's file stayed locked; -ECONNREFUSED: could not connect to the server;
 * -ECONNRESET: the session was lost, and with it the transaction, unless it was
 * just being committed; -EINVAL: too many values; -EIO: the database refused a
 * statement; or what on_row() returned. A query that is cancelled, or whose
 * time is up, ends in the database, too. The next query opens a new session if
 * need be. On the loop it suspends; a thread pool runs SQLite. */
int io_query(struct io *io, const struct io_statement *query,
             struct io_rows *rows);

/* For on_row(): the name of a column, which are numbered from 0, and its value
 * as text. Both are gone when on_row() returns. NULL: the value is SQL's NULL,
 * or there is no such column. */
static inline const char *io_row_name(const struct io_row *row, int column)
{
    return row->name(row, column);
}
static inline const char *io_row_text(const struct io_row *row, int column)
{
    return row->text(row, column);
}

/* The value as a number; 0 if it is none, or SQL's NULL. */
int64_t io_row_number(const struct io_row *row, int column);

/* Takes one of the permits (permits.h) that all workers share, waiting until
 * there is one; io_permits_give() gives it back. Returns 0. Tasks of one loop
 * are served first come, first served; between threads or processes, whoever
 * is quickest wins. Suspends, unless a permit is free and nobody waits. */
int io_permit_take(struct io *io, const struct io_permits *permits);

/* With the events of io_ready(): many may wait for this, and one is enough. */
#define IO_ANYONE (1 << 16)

/* The same, from whoever has just received all that had come: only what comes
 * from now on counts. */
#define IO_DRAINED (1 << 17)

/* Waits until `fd` is ready for any of `events` (POLLIN, POLLOUT), or has an
 * error or was hung up, which the next call on it tells. Returns those it is
 * ready for; of an error, all that were asked for. Someone else may be quicker:
 * only a call that does not block is sure. -EBADF: it is not open. With
 * IO_ANYONE as well, any number of workers may wait, and few of them are woken.
 * Suspends. */
int io_ready(struct io *io, int fd, int events);

/* Calls fn(arg): the one way to compute. It runs in place under every model,
 * the loop included: that stall is what we measure. With --offload the loop's
 * thread pool runs it, as asyncio.to_thread does, and the call suspends. */
int io_compute(struct io *io, void (*fn)(void *arg), void *arg);

#ifdef __cplusplus
}
#endif

#endif
