/* tables.h -- the tables that a run asks, in either kind of database.
 *
 * Without --db they are made in a file of the run's own; with a URL of
 * PostgreSQL in a schema of its own, overlap_<pid>_<number>: nothing else in
 * that database is touched. Both go when the run does; a program that is
 * killed leaves them behind. One run a program, so one set of tables. */
#ifndef OVERLAP_WORKLOADS_PARTS_TABLES_H
#define OVERLAP_WORKLOADS_PARTS_TABLES_H

#include "core/workload.h"

#define TABLES_SQL_MAX 6 /* statements that make them */

/* Makes them by the statements `sql`, which NULL ends, all or none. In each,
 * $1 is the plan's size; a table whose statement begins with CREATE TABLE is
 * never flushed to the disk, so that a server which crashes empties it. They
 * may be written to by the tasks if `writes`.
 * 0, or a negative errno value and a sentence in `why`. */
int tables_make(const struct plan *plan, const char *const *sql, bool writes,
                char why[WORKLOAD_WHY_MAX]);

/* Takes those in somebody's SQLite file, plan->db, to be read only. */
int tables_borrow(const struct plan *plan, char why[WORKLOAD_WHY_MAX]);

/* Removes what was made; nothing happens where nothing was. */
void tables_drop(void);

/* The query of task `index`; its `db` is filled in. Result and rows are those
 * of io_query(). */
int tables_ask(struct io *io, int index, struct io_statement *query,
               struct io_rows *rows);

/* The same outside of the run: one statement, blocking. When it fails it
 * leaves the reason in `why`. */
int tables_look_up(const char *sql, int64_t key, struct io_rows *rows,
                   char why[WORKLOAD_WHY_MAX]);

/* Why the query of task `index` failed, or NULL: for struct workload. */
const char *tables_explain(int index);

#endif
