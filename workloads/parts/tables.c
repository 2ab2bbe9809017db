/* tables.c -- the tables that a run queries, in either kind of database. */
#include "workloads/parts/tables.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/secret.h"
#include "core/base/shared.h"
#include "core/io/blocking.h"
#include "core/io/db/database.h"
#include "workloads/parts/scratch.h"

#define DROP_NS       UINT64_C(10000000000) /* after that they are left */
#define DROP_TRIES    10
#define DROP_PAUSE_US 100000

/* SQLite flushes nothing, as PostgreSQL does not flush UNLOGGED tables. Where
 * tasks write, a write-ahead log keeps a task that dies from doing damage. */
#define UNFLUSHED "PRAGMA synchronous = OFF"
#define LOGGED    "PRAGMA journal_mode = WAL;"

static struct {
    struct io_database database;
    bool is_open;
    char path[PATH_MAX + 16]; /* of SQLite's file, if we made it */
    char folder[PATH_MAX];    /* that it is in, or "" */
    char schema[48];          /* in PostgreSQL, if we made it, or "" */
    char opening[80];         /* what every session runs first */
    /* Of failed queries: `tasks` of them, shared by all workers. */
    char (*reasons)[sizeof((struct io_rows *)NULL)->reason];
    int tasks;
} tables;

static int connect_to(const char *name, const char *opening, bool writes,
                      int connections, char why[WORKLOAD_WHY_MAX])
{
    tables.database = (struct io_database){.name = name,
                                           .opening = opening,
                                           .writes = writes,
                                           .connections = connections};
    int err = io_database_open(&tables.database);
    tables.is_open = !err;
    if (err == -ELIBACC)
        snprintf(why, WORKLOAD_WHY_MAX,
                 "--db: expected libpq, PostgreSQL's library, which is not "
                 "installed");
    return err;
}

static void disconnect(void)
{
    if (tables.is_open)
        io_database_close(&tables.database);
    tables.is_open = false;
}

static int ask_blocking(struct io_statement *query, uint64_t until_ns,
                        struct io_rows *rows)
{
    struct blocking io;
    blocking_open(&io, -1);
    io.io.deadline_ns = until_ns;
    query->db = &tables.database;
    int err = io_query(&io.io, query, rows);
    blocking_close(&io);
    return err;
}

static void tell_why(int err, const struct io_rows *rows,
                     char why[WORKLOAD_WHY_MAX])
{
    snprintf(why, WORKLOAD_WHY_MAX, "--db: %s",
             rows->reason[0] ? rows->reason : strerrordesc_np(-err));
}

/* Runs the statements `sql` in one transaction. */
static int run_all(const struct plan *plan, const char *const *sql,
                   char why[WORKLOAD_WHY_MAX])
{
    struct io_statement parts[TABLES_SQL_MAX + 1] = {0};
    struct io_rows rows;
    char text[TABLES_SQL_MAX][256], schema[64];
    int count = 0;
    if (tables.schema[0]) {
        snprintf(schema, sizeof schema, "CREATE SCHEMA %s", tables.schema);
        parts[count++].sql = schema;
    }
    for (int i = 0; sql[i]; i++) {
        bool is_table = strncmp(sql[i], "CREATE TABLE", 12) == 0;
        snprintf(text[i], sizeof text[i], "CREATE UNLOGGED%s", sql[i] + 6);
        parts[count].sql = is_table && tables.schema[0] ? text[i] : sql[i];
        parts[count++].key = plan->size;
    }
    for (int i = 1; i < count; i++)
        parts[i - 1].then = &parts[i];
    int err = ask_blocking(parts, IO_NEVER, &rows);
    if (err)
        tell_why(err, &rows, why);
    return err;
}

/* Picks a name that no other run is likely to have at the same time: a process
 * id and a time. */
static void name_schema(void)
{
    snprintf(tables.schema, sizeof tables.schema, "overlap_%d_%u",
             (int)getpid(), (unsigned)(io_now_ns() % 1000000000u));
    snprintf(tables.opening, sizeof tables.opening, "SET search_path = %s",
             tables.schema);
}

/* Decides where the tables go: a schema in PostgreSQL, else a new SQLite file;
 * and what every session runs first. */
static int find_place(const struct plan *plan, bool writes,
                      char why[WORKLOAD_WHY_MAX])
{
    if (plan->db) {
        name_schema();
        return 0;
    }
    int err = scratch_make(plan, tables.folder, why);
    snprintf(tables.path, sizeof tables.path, "%s/tables.db", tables.folder);
    snprintf(tables.opening, sizeof tables.opening, "%s",
             writes ? LOGGED UNFLUSHED : UNFLUSHED);
    return err;
}

/* libpq would take part of such a password for a host, and say so. */
static int check_url(const char *url, char why[WORKLOAD_WHY_MAX])
{
    char *plain, *password;
    int err = secret_split(url, &plain, &password);
    if (err == -EINVAL)
        snprintf(why, WORKLOAD_WHY_MAX, "--db: %s", SECRET_IRREGULAR);
    free(plain);
    free(password);
    return err;
}

/* What making and borrowing tables have in common. */
static int begin(const struct plan *plan, char why[WORKLOAD_WHY_MAX])
{
    int err = plan->db ? check_url(plan->db, why) : 0;
    if (err)
        return err;
    if (plan->delay_ns && !(plan->db && io_database_is_postgres(plan->db))) {
        snprintf(why, WORKLOAD_WHY_MAX,
                 "--delay: expected --db postgresql://…, since SQLite has no "
                 "server to wait for");
        return -EINVAL;
    }
    tables.tasks = plan->tasks;
    tables.reasons =
        shared_alloc((size_t)tables.tasks * sizeof *tables.reasons);
    return tables.reasons ? 0 : -ENOMEM;
}

/* Closes the session that made the tables: forked workers must not inherit
 * it. */
int tables_make(const struct plan *plan, const char *const *sql, bool writes,
                char why[WORKLOAD_WHY_MAX])
{
    int err = begin(plan, why);
    err = err ? err : find_place(plan, writes, why);
    if (err)
        return err;
    const char *name = plan->db ? plan->db : tables.path;
    err = connect_to(name, tables.opening, true, 0, why);
    if (err)
        return err;
    err = run_all(plan, sql, why);
    disconnect();
    if (err)
        tables.schema[0] = '\0'; /* it was not made */
    return err ? err
               : connect_to(name, tables.opening, writes, plan->connections,
                            why);
}

int tables_borrow(const struct plan *plan, char why[WORKLOAD_WHY_MAX])
{
    int err = file_check(plan->db); /* SQLite would wait at a FIFO */
    if (err)
        snprintf(why, WORKLOAD_WHY_MAX,
                 "--db: found '%.60s', expected a SQLite file: %.40s", plan->db,
                 file_strerror(err));
    err = err ? -EINVAL : begin(plan, why);
    return err ? err
               : connect_to(plan->db, NULL, false, plan->connections, why);
}

/* Tries again while the server has no place for one more session: those of
 * workers that have just ended may still count. */
static void drop_schema(void)
{
    char sql[80];
    struct io_rows rows;
    struct io_statement drop = {.sql = sql};
    snprintf(sql, sizeof sql, "DROP SCHEMA %s CASCADE", tables.schema);
    uint64_t until_ns = io_now_ns() + DROP_NS;
    for (int i = 0; i < DROP_TRIES; i++) {
        if (ask_blocking(&drop, until_ns, &rows) != -ECONNREFUSED)
            break;
        usleep(DROP_PAUSE_US);
    }
    tables.schema[0] = '\0';
}

void tables_drop(void)
{
    if (tables.is_open && tables.schema[0])
        drop_schema();
    disconnect();
    scratch_remove(tables.folder);
    shared_free(tables.reasons, (size_t)tables.tasks * sizeof *tables.reasons);
    tables.reasons = NULL;
}

int tables_ask(struct io *io, int index, struct io_statement *query,
               struct io_rows *rows)
{
    query->db = &tables.database;
    int err = io_query(io, query, rows);
    if (err)
        memcpy(tables.reasons[index], rows->reason, sizeof rows->reason);
    return err;
}

int tables_look_up(const char *sql, int64_t key, struct io_rows *rows,
                   char why[WORKLOAD_WHY_MAX])
{
    struct io_statement query = {.sql = sql, .key = key};
    int err = ask_blocking(&query, IO_NEVER, rows);
    if (err)
        tell_why(err, rows, why);
    return err;
}

const char *tables_explain(int index)
{
    return tables.reasons[index][0] ? tables.reasons[index] : NULL;
}
