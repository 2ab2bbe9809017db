/* database.h -- a database and its idle sessions.
 *
 * Its name says which kind it is: a PostgreSQL URL, postgresql://… or
 * postgres://…, or else a SQLite file. A query takes an idle session, or opens
 * a new one, and gives it back; a session whose query did not end cleanly is
 * closed. So a process never has more sessions than the most queries it had
 * under way at once, nor than it has workers.
 *
 * Threads and coroutines share sessions. Forked workers cannot: each process
 * has its own. The limit counts the sessions in use in all processes together,
 * but idle ones stay open, so a server needs room for one per worker. Sessions
 * opened before a fork must be closed by then (and io_database_open() called
 * again). */
#ifndef OVERLAP_CORE_IO_DB_DATABASE_H
#define OVERLAP_CORE_IO_DB_DATABASE_H

#include "core/database.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Whether `name` is a PostgreSQL URL. */
bool io_database_is_postgres(const char *name);

/* Prepares `database`, whose name, opening, writes and connections are set, for
 * io_query(). Does not connect yet. Returns 0; -ELIBACC: it needs libpq, which
 * is not installed or lacks a function; -EMFILE or -ENOMEM. */
int io_database_open(struct io_database *database);

/* Closes the idle sessions of this process, and the database; no query may be
 * under way. */
void io_database_close(struct io_database *database);

#ifdef __cplusplus
}
#endif

#endif
