/* session.h -- one session with a database of either kind. */
#ifndef OVERLAP_CORE_IO_DB_SESSION_H
#define OVERLAP_CORE_IO_DB_SESSION_H

#include <stdatomic.h>

#include "core/database.h"
#include "core/io/db/postgres.h"
#include "core/io/db/sqlite.h"

struct io_session {
    struct io_session *next; /* idle one */
    union {
        struct sqlite sqlite;
        struct postgres postgres;
    };
};

/* An idle session, or a new one that is not connected; NULL: out of memory. Any
 * thread may call it. */
struct io_session *session_take(struct io_database *database);

/* Keeps the session for the next query, or closes it if its last query did not
 * end cleanly. Any thread may call it. */
void session_give(struct io_database *database, struct io_session *session);

/* Closes and frees it. */
void session_close(const struct io_database *database,
                   struct io_session *session);

/* Runs sqlite_query() in a session of query->db, a SQLite database. */
int session_ask(const struct io_statement *query, const atomic_int *stop,
                int stop_fd, uint64_t until_ns, struct io_rows *rows);

#endif
