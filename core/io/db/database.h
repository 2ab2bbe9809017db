/* database.h -- a database, and the sessions with it that nobody uses now.
 *
 * Its name says of which kind it is: a URL of PostgreSQL, postgresql://… or
 * postgres://…, or a file of SQLite's. A query takes an idle session, or opens
 * one, and gives it back; one whose query did not end in order is closed. So
 * there are never more sessions than queries under way, nor than workers.
 *
 * Threads and coroutines share them. Forked workers cannot hand theirs over:
 * each process has its own, and only the limit counts those of all: so many
 * are in use, and a server needs room for one a worker. What is set up before
 * the fork must have closed its sessions by then (io_database_open() again). */
#ifndef OVERLAP_CORE_IO_DB_DATABASE_H
#define OVERLAP_CORE_IO_DB_DATABASE_H

#include "core/database.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Whether `name` is a URL of PostgreSQL. */
bool io_database_is_postgres(const char *name);

/* Prepares `database`, whose name, opening, writes and connections are set,
 * for io_query(). Connects to nothing yet. 0; -ELIBACC: it is PostgreSQL's,
 * and there is no libpq; -EMFILE. */
int io_database_open(struct io_database *database);

/* Closes the idle sessions of this process; no query may be under way. */
void io_database_close(struct io_database *database);

#ifdef __cplusplus
}
#endif

#endif
