/* database.c -- one session with a SQLite database: a blocking library. */
#include "database.h"

#include <errno.h>
#include <poll.h>
#include <time.h>

#define STEPS_BETWEEN_CHECKS 4000
#define BUSY_STEP_MAX_MS     20u
#define BUSY_STEPS           300 /* about 6 s, then -EBUSY */

/* Why the query under way must end: 0, -ECANCELED or -ETIMEDOUT. */
static int is_over(const struct database *database)
{
    return io_over(database->stop, database->until_ns);
}

static int on_progress(void *arg)
{
    return is_over(arg) != 0;
}

/* Waits for another's lock. 0 tells SQLite to give up. */
static int on_busy(void *arg, int attempts)
{
    const struct database *database = arg;
    if (attempts >= BUSY_STEPS || is_over(database))
        return 0;
    uint64_t step_ns = (uint64_t)attempts + 1;
    step_ns = (step_ns < BUSY_STEP_MAX_MS ? step_ns : BUSY_STEP_MAX_MS);
    step_ns *= 1000000u;
    if (database->until_ns != IO_NEVER) {
        uint64_t now_ns = io_now_ns();
        uint64_t left_ns =
            database->until_ns > now_ns ? database->until_ns - now_ns : 0;
        step_ns = step_ns < left_ns ? step_ns : left_ns;
    }
    struct timespec step = {.tv_nsec = (long)step_ns};
    struct pollfd stop = {.fd = database->stop_fd, .events = POLLIN};
    return ppoll(&stop, 1, &step, NULL) <= 0;
}

static int session_open(struct database *database, const char *path)
{
    int code = sqlite3_open_v2(
        path, &database->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL);
    if (code != SQLITE_OK) {
        database_close(database);
        return code == SQLITE_NOMEM ? -ENOMEM : -EIO;
    }
    sqlite3_progress_handler(database->db, STEPS_BETWEEN_CHECKS, on_progress,
                             database);
    sqlite3_busy_handler(database->db, on_busy, database);
    return 0;
}

/* The statement for `sql`, prepared when it is first seen. When all places
 * are taken the last one changes hands. */
static int statement_find(struct database *database, const char *sql,
                          sqlite3_stmt **prepared)
{
    int i = 0;
    while (i < DATABASE_STATEMENTS - 1 && database->statement[i].sql &&
           database->statement[i].sql != sql)
        i++;
    if (database->statement[i].sql != sql) {
        sqlite3_finalize(database->statement[i].prepared);
        database->statement[i].prepared = NULL;
        database->statement[i].sql = NULL;
        int code =
            sqlite3_prepare_v3(database->db, sql, -1, SQLITE_PREPARE_PERSISTENT,
                               &database->statement[i].prepared, NULL);
        if (code != SQLITE_OK)
            return code;
        database->statement[i].sql = sql;
    }
    *prepared = database->statement[i].prepared;
    return SQLITE_OK;
}

static int statement_run(sqlite3_stmt *prepared, int64_t key, struct rows *rows)
{
    int parameter = sqlite3_bind_parameter_index(prepared, "$1");
    int code = SQLITE_OK;
    if (parameter > 0)
        code = sqlite3_bind_int64(prepared, parameter, key);
    if (code != SQLITE_OK)
        return code;
    while ((code = sqlite3_step(prepared)) == SQLITE_ROW) {
        rows->count++;
        rows->sum += sqlite3_column_int64(prepared, 0);
    }
    sqlite3_reset(prepared);
    return code == SQLITE_DONE ? SQLITE_OK : code;
}

/* SQLite's result as ours: a query that was interrupted, or gave up waiting
 * for a lock, did so for the run's reasons if there are any. */
static int result_of(const struct database *database, int code)
{
    int over;
    switch (code & 0xff) {
    case SQLITE_OK:
        return 0;
    case SQLITE_INTERRUPT:
        over = is_over(database);
        return over ? over : -ECANCELED;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        over = is_over(database);
        return over ? over : -EBUSY;
    case SQLITE_NOMEM:
        return -ENOMEM;
    default:
        return -EIO;
    }
}

int database_query(struct database *database, const struct query *query,
                   const atomic_int *stop, int stop_fd, uint64_t until_ns,
                   struct rows *rows)
{
    *rows = (struct rows){0};
    database->stop = stop;
    database->stop_fd = stop_fd;
    database->until_ns = until_ns;
    int err = database->db ? 0 : session_open(database, query->db);
    if (err)
        return err;
    sqlite3_stmt *prepared;
    int code = statement_find(database, query->sql, &prepared);
    if (code == SQLITE_OK)
        code = statement_run(prepared, query->key, rows);
    return result_of(database, code);
}

void database_close(struct database *database)
{
    for (int i = 0; i < DATABASE_STATEMENTS; i++)
        sqlite3_finalize(database->statement[i].prepared);
    sqlite3_close(database->db);
    *database = (struct database){0};
}
