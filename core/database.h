/* database.h -- one session with a SQLite database: a blocking library. */
#ifndef OVERLAP_DATABASE_H
#define OVERLAP_DATABASE_H

#include <sqlite3.h>

#include "io.h"

#define DATABASE_STATEMENTS 4 /* prepared and kept by one session */

/* All zero before first use. For one thread at a time. */
struct database {
    sqlite3 *db;
    struct {
        const char *sql;
        sqlite3_stmt *prepared;
    } statement[DATABASE_STATEMENTS];
    const atomic_int *stop; /* of the query under way */
    uint64_t until_ns;
    int stop_fd;
};

/* Runs `query`, opening the session (read-only) the first time. Blocks until
 * it is done, `*stop` is set (checked every few thousand steps of SQLite's
 * machine, and while waiting for a lock, through `stop_fd`), or the clock
 * reads `until_ns`. The result is that of io_query(). */
int database_query(struct database *database, const struct query *query,
                   const atomic_int *stop, int stop_fd, uint64_t until_ns,
                   struct rows *rows);

void database_close(struct database *database);

#endif
