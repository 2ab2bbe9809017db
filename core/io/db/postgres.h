/* postgres.h -- one non-blocking session with a PostgreSQL server.
 *
 * Both ios drive the same state machine: it does what it can at once and says
 * what to wait for next. To give a query up, close the session: the server
 * notices within a tenth of a second and ends the query, too (from PostgreSQL
 * 14 on; an older one finishes it in vain). */
#ifndef OVERLAP_CORE_IO_DB_POSTGRES_H
#define OVERLAP_CORE_IO_DB_POSTGRES_H

#include <stdbool.h>

#include "core/io.h"

#define POSTGRES_STATEMENTS 8 /* that one session keeps prepared */

struct io_database;

/* All zero before first use. For one thread at a time. */
struct postgres {
    struct pg_conn *conn;                /* NULL: not connected */
    char *prepared[POSTGRES_STATEMENTS]; /* the SQL, by number */
    const struct io_statement *query;    /* the current query */
    const struct io_statement *part;     /* its current statement */
    struct io_rows *rows;
    unsigned stage;
    int err;       /* the first failure */
    bool given_up; /* because of it: the session is of no more use */
};

/* Begins `query`. Connects the first time; libpq may then block while it looks
 * up the server's name. Returns what postgres_step() does. `query` and `rows`
 * must stay until one of the two has returned 0 or less. */
int postgres_begin(struct postgres *postgres, const struct io_statement *query,
                   struct io_rows *rows);

/* Continues. Above 0: the events (POLLIN, POLLOUT) to wait for on postgres_fd()
 * before the next step; 0: done, and the answer is in `rows`; negative: why it
 * failed, as io_query() returns it. */
int postgres_step(struct postgres *postgres);

/* While it connects, each step may change it. */
int postgres_fd(const struct postgres *postgres);

/* Whether it is connected and between queries. */
bool postgres_is_idle(const struct postgres *postgres);

void postgres_close(struct postgres *postgres);

#endif
