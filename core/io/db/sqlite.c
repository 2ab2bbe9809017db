/* sqlite.c -- one session with a SQLite database, which blocks. */
#include "core/io/db/sqlite.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "core/base/text.h"
#include "core/database.h"

#define STEPS_BETWEEN_CHECKS 4000
#define BUSY_STEP_MAX_MS     20u
#define BUSY_STEPS           300 /* about 6 s, then -EBUSY */

/* Why the query under way must end: 0, -ECANCELED or -ETIMEDOUT. */
static int is_over(const struct sqlite *sqlite)
{
    return io_over(sqlite->stop, sqlite->until_ns);
}

static int on_progress(void *arg)
{
    return is_over(arg) != 0;
}

/* Waits while another session holds the lock. 0 tells SQLite to give up. */
static int on_busy(void *arg, int attempts)
{
    const struct sqlite *sqlite = arg;
    if (attempts >= BUSY_STEPS || is_over(sqlite))
        return 0;
    uint64_t step_ns = (uint64_t)attempts + 1;
    step_ns = (step_ns < BUSY_STEP_MAX_MS ? step_ns : BUSY_STEP_MAX_MS);
    step_ns *= 1000000u;
    if (sqlite->until_ns != IO_NEVER) {
        uint64_t now_ns = io_now_ns();
        uint64_t left_ns =
            sqlite->until_ns > now_ns ? sqlite->until_ns - now_ns : 0;
        step_ns = step_ns < left_ns ? step_ns : left_ns;
    }
    struct timespec step = {.tv_nsec = (long)step_ns};
    struct pollfd stop = {.fd = sqlite->stop_fd, .events = POLLIN};
    return ppoll(&stop, 1, &step, NULL) <= 0;
}

static int session_open(struct sqlite *sqlite,
                        const struct io_database *database)
{
    int flags = database->writes ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                                 : SQLITE_OPEN_READONLY;
    int code = sqlite3_open_v2(database->name, &sqlite->db,
                               flags | SQLITE_OPEN_NOMUTEX, NULL);
    if (code != SQLITE_OK)
        return code;
    sqlite3_progress_handler(sqlite->db, STEPS_BETWEEN_CHECKS, on_progress,
                             sqlite);
    sqlite3_busy_handler(sqlite->db, on_busy, sqlite);
    if (database->opening)
        code = sqlite3_exec(sqlite->db, database->opening, NULL, NULL, NULL);
    return code;
}

/* The statement for `sql`, prepared when it is first seen. If all places are
 * taken, the last one is reused. */
static int statement_find(struct sqlite *sqlite, const char *sql,
                          sqlite3_stmt **prepared)
{
    int i = 0;
    sqlite3_stmt **place = sqlite->prepared;
    while (i < SQLITE_STATEMENTS - 1 && place[i] &&
           strcmp(sqlite3_sql(place[i]), sql) != 0)
        i++;
    int code = SQLITE_OK;
    if (!place[i] || strcmp(sqlite3_sql(place[i]), sql) != 0) {
        sqlite3_finalize(place[i]);
        place[i] = NULL;
        code = sqlite3_prepare_v3(sqlite->db, sql, -1,
                                  SQLITE_PREPARE_PERSISTENT, &place[i], NULL);
    }
    *prepared = place[i];
    return code;
}

/* $1, $2 and so on, of which a statement may leave some out. */
static int value_bind(sqlite3_stmt *prepared, int number,
                      const struct io_value *value)
{
    char name[16];
    snprintf(name, sizeof name, "$%d", number);
    int place = sqlite3_bind_parameter_index(prepared, name);
    if (place == 0)
        return SQLITE_OK;
    switch (value->kind) {
    case IO_NUMBER:
        return sqlite3_bind_int64(prepared, place, value->number);
    case IO_TEXT:
        return sqlite3_bind_text(prepared, place, value->text, -1,
                                 SQLITE_STATIC);
    default:
        return sqlite3_bind_null(prepared, place);
    }
}

static int values_bind(sqlite3_stmt *prepared, const struct io_statement *query)
{
    const struct io_value numbers[] = {
        {.kind = IO_NUMBER, .number = query->key},
        {.kind = IO_NUMBER, .number = query->amount},
    };
    const struct io_value *values = query->values ? query->values : numbers;
    int count = query->values ? query->value_count : 2, code = SQLITE_OK;
    for (int i = 0; i < count && code == SQLITE_OK; i++)
        code = value_bind(prepared, i + 1, &values[i]);
    return code;
}

static const char *row_name(const struct io_row *row, int column)
{
    return sqlite3_column_name(row->of, column);
}

static const char *row_text(const struct io_row *row, int column)
{
    return (const char *)sqlite3_column_text(row->of, column);
}

static int row_take(sqlite3_stmt *prepared, const struct io_statement *query,
                    struct io_rows *rows)
{
    const struct io_row row = {.columns = sqlite3_column_count(prepared),
                               .of = prepared,
                               .name = row_name,
                               .text = row_text};
    rows->count++;
    rows->sum = (int64_t)((uint64_t)rows->sum +
                          (uint64_t)sqlite3_column_int64(prepared, 0));
    return query->on_row ? query->on_row(query->arg, &row) : 0;
}

static int rows_take(struct sqlite *sqlite, sqlite3_stmt *prepared,
                     const struct io_statement *query, struct io_rows *rows)
{
    int code;
    while ((code = sqlite3_step(prepared)) == SQLITE_ROW) {
        sqlite->refused = row_take(prepared, query, rows);
        if (sqlite->refused < 0)
            return SQLITE_ABORT;
    }
    return code == SQLITE_DONE ? SQLITE_OK : code;
}

static int statement_run(struct sqlite *sqlite,
                         const struct io_statement *query, struct io_rows *rows)
{
    sqlite3_stmt *prepared = NULL;
    int code = query->values ? sqlite3_prepare_v2(sqlite->db, query->sql, -1,
                                                  &prepared, NULL)
                             : statement_find(sqlite, query->sql, &prepared);
    if (code == SQLITE_OK)
        code = values_bind(prepared, query);
    if (code == SQLITE_OK)
        code = rows_take(sqlite, prepared, query, rows);
    if (query->values)
        sqlite3_finalize(prepared);
    else
        sqlite3_reset(prepared);
    return code;
}

static void note_reason(const struct sqlite *sqlite, struct io_rows *rows)
{
    snprintf(rows->reason, sizeof rows->reason, "%s",
             sqlite->refused < 0 ? strerrordesc_np(-sqlite->refused)
                                 : sqlite3_errmsg(sqlite->db));
    text_sanitise(rows->reason);
}

/* The statements of a transaction succeed or fail as one. */
static int query_run(struct sqlite *sqlite, const struct io_statement *query,
                     struct io_rows *rows)
{
    static const struct io_statement begin = {.sql = "BEGIN IMMEDIATE"},
                                     commit = {.sql = "COMMIT"},
                                     rollback = {.sql = "ROLLBACK"};
    struct io_rows none = {0};
    int code = query->then ? statement_run(sqlite, &begin, &none) : SQLITE_OK;
    for (const struct io_statement *part = query; part && code == SQLITE_OK;
         part = part->then)
        code = statement_run(sqlite, part, rows);
    if (code == SQLITE_OK && query->then)
        code = statement_run(sqlite, &commit, &none);
    if (code != SQLITE_OK)
        note_reason(sqlite, rows);
    if (!sqlite3_get_autocommit(sqlite->db))
        statement_run(sqlite, &rollback, &none);
    return code;
}

/* SQLite's result as ours. If a query was interrupted, or gave up waiting for a
 * lock, because the run or the task's time was over, says so. */
static int result_of(const struct sqlite *sqlite, int code)
{
    int over;
    if (sqlite->refused < 0)
        return sqlite->refused;
    switch (code & 0xff) {
    case SQLITE_OK:
        return 0;
    case SQLITE_INTERRUPT:
        over = is_over(sqlite);
        return over ? over : -ECANCELED;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        over = is_over(sqlite);
        return over ? over : -EBUSY;
    case SQLITE_NOMEM:
        return -ENOMEM;
    default:
        return -EIO;
    }
}

int sqlite_query(struct sqlite *sqlite, const struct io_statement *query,
                 const atomic_int *stop, int stop_fd, uint64_t until_ns,
                 struct io_rows *rows)
{
    *rows = (struct io_rows){0};
    sqlite->stop = stop;
    sqlite->stop_fd = stop_fd;
    sqlite->until_ns = until_ns;
    sqlite->refused = 0;
    if (!sqlite->db) {
        int code = session_open(sqlite, query->db);
        if (code != SQLITE_OK) {
            int err = result_of(sqlite, code);
            note_reason(sqlite, rows);
            sqlite_close(sqlite);
            return err;
        }
    }
    return result_of(sqlite, query_run(sqlite, query, rows));
}

void sqlite_close(struct sqlite *sqlite)
{
    for (int i = 0; i < SQLITE_STATEMENTS; i++)
        sqlite3_finalize(sqlite->prepared[i]);
    sqlite3_close(sqlite->db);
    *sqlite = (struct sqlite){0};
}
