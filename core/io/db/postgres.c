/* postgres.c -- one non-blocking session with a PostgreSQL server. */
#include "core/io/db/postgres.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/secret.h"
#include "core/base/text.h"
#include "core/database.h"
#include "core/io/db/libpq.h"

#define OID_BIGINT         20
#define STATEMENT_NAME_MAX 16

/* A query goes through these in order, skipping what it does not need. */
enum stage {
    STAGE_CONNECT,
    STAGE_SETTING, /* `setting`, below */
    STAGE_OPENING, /* the database's `opening` */
    STAGE_READY,   /* where a query on an open session begins */
    STAGE_BEGIN,
    STAGE_PREPARE, /* this and the next for each statement */
    STAGE_EXECUTE,
    STAGE_COMMIT,
    STAGE_DONE,
};

/* Servers before 14 do not know this setting and refuse it, which is fine. */
static const char setting[] = "SET client_connection_check_interval = 100";

/* Keeps the first line of a message, which says what is wrong. */
static void note_failure(struct postgres *postgres, int err,
                         const char *message)
{
    if (postgres->err)
        return;
    postgres->err = err;
    snprintf(postgres->rows->reason, sizeof postgres->rows->reason, "%.*s",
             (int)strcspn(message, "\n"), message);
    secret_mask(text_sanitise(postgres->rows->reason));
}

static void give_up(struct postgres *postgres, int err)
{
    postgres->given_up = true;
    note_failure(postgres, err, strerrordesc_np(-err));
}

static void on_notice(void *arg, const PGresult *result)
{
    (void)arg;
    (void)result; /* of no interest to people who run tasks */
}

static int connect_begin(struct postgres *postgres)
{
    static const char *const keywords[] = {"dbname",
                                           "fallback_application_name", NULL};
    const char *const values[] = {postgres->query->db->name, "overlap", NULL};
    postgres->stage = STAGE_CONNECT;
    postgres->conn = libpq.connectStartParams(keywords, values, 1);
    if (!postgres->conn)
        return -ENOMEM;
    if (libpq.status(postgres->conn) != CONNECTION_BAD)
        return POLLOUT;
    note_failure(postgres, -ECONNREFUSED, libpq.errorMessage(postgres->conn));
    return postgres->err;
}

static int connect_step(struct postgres *postgres)
{
    switch (libpq.connectPoll(postgres->conn)) {
    case PGRES_POLLING_READING:
        return POLLIN;
    case PGRES_POLLING_WRITING:
        return POLLOUT;
    case PGRES_POLLING_OK:
        libpq.setNoticeReceiver(postgres->conn, on_notice, NULL);
        libpq.setnonblocking(postgres->conn, 1);
        return 0;
    default:
        note_failure(postgres, -ECONNREFUSED,
                     libpq.errorMessage(postgres->conn));
        return postgres->err;
    }
}

/* A row of a result. */
struct place {
    const PGresult *result;
    int row;
};

static const char *row_name(const struct io_row *row, int column)
{
    const struct place *place = row->of;
    return libpq.fname(place->result, column);
}

static const char *row_text(const struct io_row *row, int column)
{
    const struct place *place = row->of;
    if (column < 0 || column >= row->columns ||
        libpq.getisnull(place->result, place->row, column))
        return NULL;
    return libpq.getvalue(place->result, place->row, column);
}

static int row_take(struct postgres *postgres, const struct io_row *row)
{
    struct io_rows *rows = postgres->rows;
    const struct io_statement *part = postgres->part;
    rows->count++; /* sums as the database would, or wraps */
    rows->sum =
        (int64_t)((uint64_t)rows->sum + (uint64_t)io_row_number(row, 0));
    return part->on_row ? part->on_row(part->arg, row) : 0;
}

static void rows_take(struct postgres *postgres, const PGresult *result)
{
    struct place place = {.result = result};
    const struct io_row row = {.columns = libpq.nfields(result),
                               .of = &place,
                               .name = row_name,
                               .text = row_text};
    int count = libpq.ntuples(result);
    for (; place.row < count && !postgres->given_up; place.row++) {
        int err = row_take(postgres, &row);
        if (err < 0)
            give_up(postgres, err);
    }
}

static void result_fail(struct postgres *postgres, const PGresult *result)
{
    const char *state = libpq.resultErrorField(result, PG_DIAG_SQLSTATE);
    const char *message =
        libpq.resultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    bool lost = libpq.status(postgres->conn) == CONNECTION_BAD || !state ||
                strncmp(state, "57P", 3) == 0; /* operator intervention */
    note_failure(postgres, lost ? -ECONNRESET : -EIO,
                 message ? message : libpq.resultErrorMessage(result));
}

static void result_use(struct postgres *postgres, const PGresult *result)
{
    switch (libpq.resultStatus(result)) {
    case PGRES_TUPLES_OK:
    case PGRES_SINGLE_TUPLE:
        rows_take(postgres, result);
        break;
    case PGRES_COMMAND_OK:
        break;
    default:
        if (postgres->stage != STAGE_SETTING ||
            libpq.status(postgres->conn) == CONNECTION_BAD)
            result_fail(postgres, result);
    }
}

/* Sends the rest of the current command, and reads what has come. 0: the answer
 * is complete. A server that closes the connection may have said why first, so
 * what came is read to its end even then; but not if on_row() gave up. */
static int exchange(struct postgres *postgres)
{
    int unsent = libpq.flush(postgres->conn);
    bool lost = !libpq.consumeInput(postgres->conn);
    while (lost || !libpq.isBusy(postgres->conn)) {
        PGresult *result = libpq.getResult(postgres->conn);
        if (!result)
            return 0;
        result_use(postgres, result);
        libpq.clear(result);
        if (postgres->given_up)
            return postgres->err;
    }
    return unsent > 0 ? POLLIN | POLLOUT : POLLIN;
}

/* How many parameters, $1 and $2, a statement has. */
static int count_values(const char *sql)
{
    return strstr(sql, "$2") ? 2 : strstr(sql, "$1") ? 1 : 0;
}

/* The number of its prepared statement or, if there is none, of a free place.
 * If no place is free it is prepared each time, without a name. */
static int statement_place(const struct postgres *postgres, const char *sql)
{
    int i = 0;
    while (i < POSTGRES_STATEMENTS && postgres->prepared[i] &&
           strcmp(postgres->prepared[i], sql) != 0)
        i++;
    return i;
}

static void statement_name(int place, char name[STATEMENT_NAME_MAX])
{
    if (place < POSTGRES_STATEMENTS)
        snprintf(name, STATEMENT_NAME_MAX, "s%d", place);
    else
        name[0] = '\0';
}

static bool is_prepared(const struct postgres *postgres)
{
    if (postgres->part->values)
        return true; /* it need not be */
    int place = statement_place(postgres, postgres->part->sql);
    return place < POSTGRES_STATEMENTS && postgres->prepared[place];
}

static int send_prepare(struct postgres *postgres)
{
    static const Oid types[] = {OID_BIGINT, OID_BIGINT};
    const char *sql = postgres->part->sql;
    char name[STATEMENT_NAME_MAX];
    statement_name(statement_place(postgres, sql), name);
    return libpq.sendPrepare(postgres->conn, name, sql, count_values(sql),
                             types);
}

/* The server infers which type a text has. */
static int send_values(struct postgres *postgres)
{
    const struct io_statement *part = postgres->part;
    const char *texts[IO_VALUES_MAX];
    char numbers[IO_VALUES_MAX][24];
    Oid types[IO_VALUES_MAX];
    for (int i = 0; i < part->value_count; i++) {
        const struct io_value *value = &part->values[i];
        bool is_number = value->kind == IO_NUMBER;
        types[i] = is_number ? OID_BIGINT : 0;
        texts[i] = is_number                ? numbers[i]
                   : value->kind == IO_TEXT ? value->text
                                            : NULL;
        snprintf(numbers[i], sizeof numbers[i], "%lld",
                 (long long)value->number);
    }
    return libpq.sendQueryParams(postgres->conn, part->sql, part->value_count,
                                 types, texts, NULL, NULL, 0);
}

static int send_prepared(struct postgres *postgres)
{
    const struct io_statement *part = postgres->part;
    char name[STATEMENT_NAME_MAX], key[24], amount[24];
    const char *const values[] = {key, amount};
    snprintf(key, sizeof key, "%lld", (long long)part->key);
    snprintf(amount, sizeof amount, "%lld", (long long)part->amount);
    statement_name(statement_place(postgres, part->sql), name);
    return libpq.sendQueryPrepared(
        postgres->conn, name, count_values(part->sql), values, NULL, NULL, 0);
}

static int send_execute(struct postgres *postgres)
{
    int sent = postgres->part->values ? send_values(postgres)
                                      : send_prepared(postgres);
    if (sent && postgres->part->on_row)
        sent = libpq.setSingleRowMode(postgres->conn);
    return sent;
}

static void note_prepared(struct postgres *postgres)
{
    int place = statement_place(postgres, postgres->part->sql);
    if (place == POSTGRES_STATEMENTS)
        return;
    postgres->prepared[place] = strdup(postgres->part->sql);
    if (!postgres->prepared[place])
        give_up(postgres, -ENOMEM);
}

/* The first stage of the current statement; after the last one, of the rest. */
static enum stage part_stage(const struct postgres *postgres)
{
    if (!postgres->part)
        return postgres->query->then ? STAGE_COMMIT : STAGE_DONE;
    return is_prepared(postgres) ? STAGE_EXECUTE : STAGE_PREPARE;
}

/* The stage after the one that has ended. */
static enum stage next_stage(struct postgres *postgres)
{
    switch (postgres->stage) {
    case STAGE_CONNECT:
        return STAGE_SETTING;
    case STAGE_SETTING:
        return postgres->query->db->opening ? STAGE_OPENING : STAGE_READY;
    case STAGE_READY:
    case STAGE_OPENING:
        return postgres->query->then ? STAGE_BEGIN : part_stage(postgres);
    case STAGE_PREPARE:
        note_prepared(postgres);
        return STAGE_EXECUTE;
    case STAGE_EXECUTE:
        postgres->part = postgres->part->then;
        return part_stage(postgres);
    case STAGE_BEGIN:
        return part_stage(postgres);
    default:
        return STAGE_DONE;
    }
}

/* Sends the stage's command. 0: libpq could not. */
static int stage_send(struct postgres *postgres)
{
    PGconn *conn = postgres->conn;
    switch (postgres->stage) {
    case STAGE_SETTING:
        return libpq.sendQuery(conn, setting);
    case STAGE_OPENING:
        return libpq.sendQuery(conn, postgres->query->db->opening);
    case STAGE_BEGIN:
        return libpq.sendQuery(conn, "BEGIN");
    case STAGE_PREPARE:
        return send_prepare(postgres);
    case STAGE_EXECUTE:
        return send_execute(postgres);
    case STAGE_COMMIT:
        return libpq.sendQuery(conn, "COMMIT");
    default:
        return 1; /* there is nothing to send */
    }
}

/* Enters the next stage and sends its command. */
static int stage_begin(struct postgres *postgres)
{
    postgres->stage = next_stage(postgres);
    if (!stage_send(postgres))
        note_failure(postgres, -ECONNRESET, libpq.errorMessage(postgres->conn));
    return postgres->err;
}

static int stage_step(struct postgres *postgres)
{
    switch (postgres->stage) {
    case STAGE_CONNECT:
        return connect_step(postgres);
    case STAGE_READY:
        return 0;
    default:
        return exchange(postgres);
    }
}

/* Looks for the answer as soon as the command is sent: a server on the same
 * core may have run meanwhile, and then there is nothing to wait for. */
int postgres_step(struct postgres *postgres)
{
    while (postgres->stage != STAGE_DONE) {
        int events = stage_step(postgres);
        if (events)
            return events;
        if (postgres->err || stage_begin(postgres))
            return postgres->err;
    }
    return 0;
}

int postgres_begin(struct postgres *postgres, const struct io_statement *query,
                   struct io_rows *rows)
{
    *rows = (struct io_rows){0};
    postgres->query = query;
    postgres->part = query;
    postgres->rows = rows;
    postgres->err = 0;
    if (!postgres->conn)
        return connect_begin(postgres);
    postgres->stage = STAGE_READY;
    return postgres_step(postgres);
}

int postgres_fd(const struct postgres *postgres)
{
    return libpq.socket(postgres->conn);
}

bool postgres_is_idle(const struct postgres *postgres)
{
    return postgres->conn && !postgres->given_up &&
           libpq.status(postgres->conn) == CONNECTION_OK &&
           libpq.transactionStatus(postgres->conn) == PQTRANS_IDLE;
}

void postgres_close(struct postgres *postgres)
{
    if (postgres->conn)
        libpq.finish(postgres->conn);
    for (int i = 0; i < POSTGRES_STATEMENTS; i++)
        free(postgres->prepared[i]);
    *postgres = (struct postgres){0};
}
