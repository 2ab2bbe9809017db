/* session.h -- one connection to a database, of either kind. */
#ifndef OVERLAP_CORE_IO_DB_SESSION_H
#define OVERLAP_CORE_IO_DB_SESSION_H

#include <stdatomic.h>

#include "core/database.h"
#include "core/io/db/postgres.h"
#include "core/io/db/sqlite.h"

struct io_session {
    struct io_session *next; /* of the idle ones */
    union {
        struct sqlite sqlite;
        struct postgres postgres;
    };
};

/* An idle session, or a new one that is not connected; NULL: no memory. Any
 * thread may call it, as may be called … */
struct io_session *session_take(struct io_database *database);

/* … this: keeps the session for the next query, or closes it if its last one
 * did not end in order. */
void session_give(struct io_database *database, struct io_session *session);

/* Closes and frees it. */
void session_close(const struct io_database *database,
                   struct io_session *session);

/* Asks SQLite, with a session of query->db: sqlite_query() says how. */
int session_ask(const struct io_statement *query, const atomic_int *stop,
                int stop_fd, uint64_t until_ns, struct io_rows *rows);

#endif
