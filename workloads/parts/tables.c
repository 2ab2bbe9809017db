/* tables.c -- the tables that a run queries, in either kind of database. */
#include "workloads/parts/tables.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/scratch.h"
#include "core/base/secret.h"
#include "core/base/shared.h"
#include "core/io/blocking.h"
#include "core/io/db/database.h"

#define DROP_NS       UINT64_C(10000000000) /* after that they are left */
#define SWEEP_NS      UINT64_C(5000000000)
#define DROP_TRIES    10
#define DROP_PAUSE_US 100000

/* SQLite flushes nothing, as PostgreSQL does not flush UNLOGGED tables. Where
 * tasks write, a write-ahead log keeps a task that dies from doing damage. */
#define UNFLUSHED "PRAGMA synchronous = OFF"
#define LOGGED    "PRAGMA journal_mode = WAL;"

/* Whose schema is it? A session that we keep open holds an advisory lock with
 * the schema's name; the server frees it once we are gone, however that
 * happened, and any later run may then drop the schema. */
#define LOCK_OF(name) "(1870030956, hashtext(" name "))"

/* The server may not have noticed yet that our own process, under another name,
 * has closed its session: we wait for that lock. */
static const char sql_sweep[] =
    "DO $do$ DECLARE left_behind name; BEGIN"
    " PERFORM set_config('lock_timeout', '1s', true);"
    " FOR left_behind IN SELECT nspname FROM pg_namespace"
    " WHERE nspname ~ '^overlap_[0-9]+_[0-9]+$'"
    " AND pg_get_userbyid(nspowner) = current_user LOOP BEGIN"
    " IF left_behind ~ '^overlap_%d_' THEN"
    " PERFORM pg_advisory_xact_lock" LOCK_OF(
        "left_behind") ";"
                       " ELSIF NOT pg_try_advisory_xact_lock" LOCK_OF(
                           "left_behind") " THEN"
                                          " CONTINUE; END IF;"
                                          " EXECUTE format('DROP SCHEMA %%I "
                                          "CASCADE', left_behind);"
                                          " EXCEPTION WHEN others THEN NULL; "
                                          "END; END LOOP; END $do$";

/* A session knows a statement by its address: each text has its own. */
struct sql {
    char lock[120], create[80], drop[80], tables[TABLES_SQL_MAX][256],
        sweep[sizeof sql_sweep + 16];
};

struct connection {
    struct io_database database;
    bool is_open;
};

static struct {
    struct connection tasks; /* for the tasks' queries */
    struct connection maker; /* makes the tables, and keeps our schema */
    struct sql sql;
    char path[PATH_MAX + 16]; /* of SQLite's file, if we made it */
    struct scratch folder;    /* that it is in */
    char schema[48];          /* in PostgreSQL, if we made it, or "" */
    char opening[80];         /* what every session runs first */
    /* Of failed queries: `tasks` of them, shared by all workers. */
    char (*reasons)[sizeof((struct io_rows *)NULL)->reason];
    int reasons_count;
} tables;

static int connect_to(struct connection *to, const char *name,
                      const char *opening, bool writes, int connections,
                      char why[WORKLOAD_WHY_MAX])
{
    to->database = (struct io_database){.name = name,
                                        .opening = opening,
                                        .writes = writes,
                                        .connections = connections};
    int err = io_database_open(&to->database);
    to->is_open = !err;
    if (err == -ELIBACC)
        snprintf(why, WORKLOAD_WHY_MAX,
                 "--db: expected libpq, PostgreSQL's library, which is not "
                 "installed");
    return err;
}

static void disconnect(struct connection *from)
{
    if (from->is_open)
        io_database_close(&from->database);
    from->is_open = false;
}

static int ask_blocking(struct connection *at, struct io_statement *query,
                        uint64_t until_ns, struct io_rows *rows)
{
    struct blocking io;
    blocking_open(&io, -1);
    io.io.deadline_ns = until_ns;
    query->db = &at->database;
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

/* Adds what makes the schema. How many statements that takes. */
static int add_schema(struct io_statement *parts)
{
    struct sql *sql = &tables.sql;
    snprintf(sql->lock, sizeof sql->lock,
             "SELECT count(pg_try_advisory_lock" LOCK_OF("'%s'") ")",
             tables.schema);
    snprintf(sql->create, sizeof sql->create, "CREATE SCHEMA %s",
             tables.schema);
    parts[0].sql = sql->lock;
    parts[1].sql = sql->create;
    return 2;
}

/* Runs the statements `sql` in one transaction. */
static int run_all(const struct plan *plan, const char *const *sql,
                   char why[WORKLOAD_WHY_MAX])
{
    struct io_statement parts[TABLES_SQL_MAX + 2] = {0};
    struct io_rows rows;
    int count = tables.schema[0] ? add_schema(parts) : 0;
    for (int i = 0; sql[i]; i++) {
        bool is_table = strncmp(sql[i], "CREATE TABLE", 12) == 0;
        char *text = tables.sql.tables[i];
        snprintf(text, sizeof tables.sql.tables[i], "CREATE UNLOGGED%s",
                 sql[i] + 6);
        parts[count].sql = is_table && tables.schema[0] ? text : sql[i];
        parts[count++].key = plan->size;
    }
    for (int i = 1; i < count; i++)
        parts[i - 1].then = &parts[i];
    int err = ask_blocking(&tables.maker, parts, IO_NEVER, &rows);
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
    int err = scratch_make(&tables.folder, plan->dir, why, WORKLOAD_WHY_MAX);
    snprintf(tables.path, sizeof tables.path, "%s/tables.db",
             tables.folder.path);
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
    tables.reasons_count = plan->tasks;
    tables.reasons =
        shared_alloc((size_t)tables.reasons_count * sizeof *tables.reasons);
    return tables.reasons ? 0 : -ENOMEM;
}

/* The maker's session with SQLite is closed, as forked workers must not inherit
 * it; they leave the one with PostgreSQL alone. */
int tables_make(const struct plan *plan, const char *const *sql, bool writes,
                char why[WORKLOAD_WHY_MAX])
{
    int err = begin(plan, why);
    err = err ? err : find_place(plan, writes, why);
    if (err)
        return err;
    const char *name = plan->db ? plan->db : tables.path;
    err = connect_to(&tables.maker, name, tables.opening, true, 0, why);
    err = err ? err : run_all(plan, sql, why);
    if (!plan->db || err)
        disconnect(&tables.maker);
    return err ? err
               : connect_to(&tables.tasks, name, tables.opening, writes,
                            plan->connections, why);
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
               : connect_to(&tables.tasks, plan->db, NULL, false,
                            plan->connections, why);
}

/* Tries again if the maker's session was lost and the server has no place for a
 * new one: those of workers that have just ended may still count. */
static void drop_schema(void)
{
    struct io_rows rows;
    struct io_statement drop = {.sql = tables.sql.drop};
    snprintf(tables.sql.drop, sizeof tables.sql.drop, "DROP SCHEMA %s CASCADE",
             tables.schema);
    uint64_t until_ns = io_now_ns() + DROP_NS;
    for (int i = 0; i < DROP_TRIES; i++) {
        int err = ask_blocking(&tables.maker, &drop, until_ns, &rows);
        if (err != -ECONNREFUSED && err != -ECONNRESET)
            break;
        usleep(DROP_PAUSE_US);
    }
}

void tables_drop(void)
{
    disconnect(&tables.tasks);
    if (tables.maker.is_open)
        drop_schema();
    disconnect(&tables.maker);
    scratch_remove(&tables.folder);
    shared_free(tables.reasons,
                (size_t)tables.reasons_count * sizeof *tables.reasons);
    tables.reasons = NULL;
}

void tables_sweep(const struct plan *plan)
{
    char why[WORKLOAD_WHY_MAX];
    struct io_rows rows;
    struct io_statement sweep = {.sql = tables.sql.sweep};
    snprintf(tables.sql.sweep, sizeof tables.sql.sweep, sql_sweep,
             (int)getpid());
    if (!plan->db)
        scratch_sweep(plan->dir);
    else if (io_database_is_postgres(plan->db) &&
             check_url(plan->db, why) == 0 &&
             connect_to(&tables.maker, plan->db, NULL, true, 0, why) == 0)
        ask_blocking(&tables.maker, &sweep, io_now_ns() + SWEEP_NS, &rows);
    disconnect(&tables.maker);
}

int tables_ask(struct io *io, int index, struct io_statement *query,
               struct io_rows *rows)
{
    query->db = &tables.tasks.database;
    int err = io_query(io, query, rows);
    if (err)
        memcpy(tables.reasons[index], rows->reason, sizeof rows->reason);
    return err;
}

int tables_look_up(const char *sql, int64_t key, struct io_rows *rows,
                   char why[WORKLOAD_WHY_MAX])
{
    struct io_statement query = {.sql = sql, .key = key};
    int err = ask_blocking(&tables.tasks, &query, IO_NEVER, rows);
    if (err)
        tell_why(err, rows, why);
    return err;
}

const char *tables_explain(int index)
{
    return tables.reasons[index][0] ? tables.reasons[index] : NULL;
}
