/* tables.h -- the tables that a run queries, in either kind of database.
 *
 * Without --db they are made in a SQLite file of the run's own; with the URL of
 * a PostgreSQL database, in a schema of its own, overlap_<pid>_<number>:
 * nothing else in the database is touched. Both are removed when the run ends;
 * what a program that was killed leaves behind, the next run removes. A program
 * makes one run, so there is one set of tables. */
#ifndef OVERLAP_WORKLOADS_PARTS_TABLES_H
#define OVERLAP_WORKLOADS_PARTS_TABLES_H

#include "core/workload.h"

#define TABLES_SQL_MAX 6 /* statements that make the tables */

/* Makes the tables with the statements `sql`, which NULL ends: all or none. In
 * each, $1 is the plan's size. Tables made by a statement that begins with
 * CREATE TABLE are never flushed to the disk: a PostgreSQL server that crashes
 * empties them. Tasks may write to them if `writes`. 0, or a negative errno
 * value and a sentence in `why`. */
int tables_make(const struct plan *plan, const char *const *sql, bool writes,
                char why[WORKLOAD_WHY_MAX]);

/* Uses the tables in somebody's SQLite file, plan->db, and only reads them. 0,
 * or a negative errno value and a sentence in `why`. */
int tables_borrow(const struct plan *plan, char why[WORKLOAD_WHY_MAX]);

/* Removes what was made, if anything was. */
void tables_drop(void);

/* Removes what killed runs have left where tables_make() would make them. */
void tables_sweep(const struct plan *plan);

/* Runs the query of task `index`, after filling in its `db`. Result and rows
 * are those of io_query(). Suspends as that does. */
int tables_ask(struct io *io, int index, struct io_statement *query,
               struct io_rows *rows);

/* Runs one statement outside of the run, blocking. The same results; when it
 * fails it leaves the reason in `why`. */
int tables_look_up(const char *sql, int64_t key, struct io_rows *rows,
                   char why[WORKLOAD_WHY_MAX]);

/* Why the query of task `index` failed, or NULL; see struct workload. */
const char *tables_explain(int index);

#endif
