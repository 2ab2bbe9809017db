/* postgres.h -- one session with a PostgreSQL server, which never blocks.
 *
 * Both ios drive the same machine: it does what can be done at once, and says
 * what to wait for before it goes on. Whoever gives a query up closes the
 * session in its midst; the server notices within a tenth of a second, and
 * ends it, too (from PostgreSQL 14 on; an older one finishes it in vain). */
#ifndef OVERLAP_CORE_IO_DB_POSTGRES_H
#define OVERLAP_CORE_IO_DB_POSTGRES_H

#include <stdbool.h>

#include "core/io.h"

#define POSTGRES_STATEMENTS 8 /* prepared and kept by one session */

struct io_database;

/* All zero before first use. For one thread at a time. */
struct postgres {
    struct pg_conn *conn;                      /* NULL: not connected */
    const char *prepared[POSTGRES_STATEMENTS]; /* the SQL, by number */
    const struct io_statement *query;          /* under way, … */
    const struct io_statement *part;           /* … its statement in hand */
    struct io_rows *rows;
    unsigned stage;
    int err; /* the first failure */
};

/* Begins `query`, connecting the first time, when libpq may block to look up
 * the server's name. Returns what postgres_step() does. `query` and `rows`
 * must stay until it has returned 0 or less. */
int postgres_begin(struct postgres *postgres, const struct io_statement *query,
                   struct io_rows *rows);

/* Goes on. Returns above 0 what to wait for on postgres_fd() (POLLIN, POLLOUT)
 * before the next step; 0: it is done, the answer is in rows; or why it
 * failed, as io_query() says. */
int postgres_step(struct postgres *postgres);

/* May be another one after each step while it connects. */
int postgres_fd(const struct postgres *postgres);

/* Whether it is connected, and between two queries. */
bool postgres_is_idle(const struct postgres *postgres);

void postgres_close(struct postgres *postgres);

#endif
