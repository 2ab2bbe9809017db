/* sqlite.h -- one session with a SQLite database, which blocks. */
#ifndef OVERLAP_CORE_IO_DB_SQLITE_H
#define OVERLAP_CORE_IO_DB_SQLITE_H

#include <sqlite3.h>
#include <stdatomic.h>

#include "core/io.h"

#define SQLITE_STATEMENTS 8 /* that one session keeps prepared */

/* All zero before first use. For one thread at a time. */
struct sqlite {
    sqlite3 *db; /* NULL: not open */
    sqlite3_stmt *prepared[SQLITE_STATEMENTS];
    const atomic_int *stop; /* this and the rest: of the current query */
    uint64_t until_ns;
    int stop_fd;
    int refused; /* what on_row() returned */
};

/* Runs `query`, opening the session the first time. Blocks until it is done,
 * *stop is set (checked every few thousand steps of SQLite's virtual machine
 * and, through `stop_fd`, while waiting for a lock), or the clock reads
 * `until_ns`. A transaction locks the database when it begins (BEGIN
 * IMMEDIATE), so there is one writer at a time. Returns what io_query()
 * does. */
int sqlite_query(struct sqlite *sqlite, const struct io_statement *query,
                 const atomic_int *stop, int stop_fd, uint64_t until_ns,
                 struct io_rows *rows);

void sqlite_close(struct sqlite *sqlite);

#endif
