/* query.c -- asks a database for one row by its key and a group's total. */
#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "core/work.h"
#include "core/workload.h"
#include "scratch.h"

#define GROUPS 100 /* so a group is 1 % of the rows */

/* A row's value is a pure function of its id, here and in value_of(). */
#define SQL_CREATE                                                             \
    "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;"              \
    "CREATE TABLE items(id INTEGER PRIMARY KEY, grp INTEGER, value INTEGER);"  \
    "WITH RECURSIVE ids(id) AS"                                                \
    " (SELECT 1 UNION ALL SELECT id + 1 FROM ids WHERE id < %lld)"             \
    "INSERT INTO items SELECT id, id %% 100, id * 7919 %% 10007 FROM ids;"     \
    "CREATE INDEX items_by_grp ON items(grp); COMMIT;"

static const char sql_value[] = "SELECT value FROM items WHERE id = $1";
static const char sql_total[] = "SELECT sum(value) FROM items WHERE grp = $1";

static char folder[PATH_MAX]; /* "" when the database is somebody's own */
static char path[PATH_MAX + 16];

static int64_t value_of(int64_t id)
{
    return id * 7919 % 10007;
}

static int64_t task_id(int index, int64_t rows)
{
    return (int64_t)index * 7907 % rows + 1;
}

static int64_t task_group(int index)
{
    return index % GROUPS;
}

static uint64_t answer_of(int64_t value, int64_t total)
{
    return (uint64_t)total * 10007u + (uint64_t)value;
}

/* Reads SQLite's own message before the session is gone. */
static int database_failed(sqlite3 *db, const char *what,
                           char why[WORKLOAD_WHY_MAX])
{
    snprintf(why, WORKLOAD_WHY_MAX, "%s %.60s: %s", what, path,
             sqlite3_errmsg(db));
    return -EINVAL;
}

static int database_make(const struct plan *plan, char why[WORKLOAD_WHY_MAX])
{
    int err = scratch_make(plan, folder, why);
    if (err)
        return err;
    snprintf(path, sizeof path, "%s/items.db", folder);
    char sql[1024];
    snprintf(sql, sizeof sql, SQL_CREATE, (long long)plan->size);
    sqlite3 *db;
    if (sqlite3_open(path, &db) != SQLITE_OK ||
        sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        err = database_failed(db, "cannot make", why);
    sqlite3_close(db);
    if (err)
        scratch_remove(folder);
    return err;
}

/* Is there a table as we need it, with a row for every key we ask for? */
static int database_examine(const struct plan *plan, char why[WORKLOAD_WHY_MAX])
{
    sqlite3 *db;
    sqlite3_stmt *statement = NULL;
    int err = 0;
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(db,
                           "SELECT count(id), count(grp) + count(value) "
                           "FROM items WHERE id BETWEEN 1 AND $1",
                           -1, &statement, NULL) != SQLITE_OK ||
        sqlite3_bind_int64(statement, 1, plan->size) != SQLITE_OK ||
        sqlite3_step(statement) != SQLITE_ROW)
        err = database_failed(
            db, "expected a SQLite file with items(id, grp, value), found",
            why);
    if (!err && sqlite3_column_int64(statement, 0) < plan->size) {
        snprintf(why, WORKLOAD_WHY_MAX,
                 "expected items of ids 1 to %lld, found %lld of them",
                 (long long)plan->size,
                 (long long)sqlite3_column_int64(statement, 0));
        err = -EINVAL;
    }
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return err;
}

static int query_setup(const struct plan *plan, char why[WORKLOAD_WHY_MAX])
{
    if (plan->size < 1) {
        snprintf(why, WORKLOAD_WHY_MAX, "expected at least 1 row");
        return -EINVAL;
    }
    if (!plan->db)
        return database_make(plan, why);
    if (strncasecmp(plan->db, "postgres", 8) == 0 && strstr(plan->db, "://")) {
        snprintf(why, WORKLOAD_WHY_MAX,
                 "PostgreSQL is not supported yet: expected a SQLite file, "
                 "found %.60s",
                 plan->db);
        return -EINVAL;
    }
    if ((size_t)snprintf(path, sizeof path, "%s", plan->db) >= sizeof path) {
        snprintf(why, WORKLOAD_WHY_MAX, "the database's name is too long");
        return -ENAMETOOLONG;
    }
    return database_examine(plan, why);
}

static int query_task(struct io *io, const struct job *job, uint64_t *answer)
{
    struct rows value, total;
    int err = io_query(io,
                       &(struct query){
                           .db = path,
                           .sql = sql_value,
                           .key = task_id(job->index, job->plan->size),
                       },
                       &value);
    if (err)
        return err;
    err = io_query(io,
                   &(struct query){
                       .db = path,
                       .sql = sql_total,
                       .key = task_group(job->index),
                   },
                   &total);
    if (err)
        return err;
    *answer = answer_of(value.sum, total.sum);
    return value.count == 1 ? 0 : -ENOENT;
}

static int query_check(const struct plan *plan, const struct result *results,
                       char why[WORKLOAD_WHY_MAX])
{
    if (plan->db)
        return WORKLOAD_UNCHECKED;
    int64_t totals[GROUPS] = {0};
    for (int64_t id = 1; id <= plan->size; id++)
        totals[id % GROUPS] += value_of(id);
    for (int i = 0; i < plan->tasks; i++) {
        int64_t value = value_of(task_id(i, plan->size));
        if (!results[i].err &&
            results[i].answer != answer_of(value, totals[task_group(i)])) {
            snprintf(why, WORKLOAD_WHY_MAX,
                     "task %d got other values than the table holds", i);
            return -EILSEQ;
        }
    }
    return 0;
}

static void query_teardown(void)
{
    scratch_remove(folder);
}

const struct workload workload_query = {
    .name = "query",
    .summary = "asks a database for a row by its key and a group's total",
    .kind = WORKLOAD_IO,
    .size_type = SIZE_COUNT,
    .size_meaning = "rows in the table",
    .default_tasks = 200,
    .default_size = 20000,
    .max_size = 100000000,
    .setup = query_setup,
    .task = query_task,
    .check = query_check,
    .teardown = query_teardown,
};
