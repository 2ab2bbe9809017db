/* database.c -- a database, and the sessions with it that nobody uses now. */
#include "core/io/db/database.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/io/db/libpq.h"
#include "core/io/db/session.h"

bool database_is_postgres(const char *name)
{
    return strncmp(name, "postgresql://", 13) == 0 ||
           strncmp(name, "postgres://", 11) == 0;
}

int database_open(struct database *database)
{
    database->is_postgres = database_is_postgres(database->name);
    database->idle = NULL;
    int err = database->is_postgres ? libpq_load() : 0;
    if (!err && database->connections)
        err = permits_open(&database->permits, database->connections);
    if (!err)
        pthread_mutex_init(&database->mutex, NULL);
    return err;
}

static void session_free(const struct database *database,
                         struct session *session)
{
    if (database->is_postgres)
        postgres_close(&session->postgres);
    else
        sqlite_close(&session->sqlite);
    free(session);
}

void database_close(struct database *database)
{
    while (database->idle) {
        struct session *session = database->idle;
        database->idle = session->next;
        session_free(database, session);
    }
    pthread_mutex_destroy(&database->mutex);
    if (database->connections)
        permits_close(&database->permits);
}

struct session *session_take(struct database *database)
{
    pthread_mutex_lock(&database->mutex);
    struct session *session = database->idle;
    if (session)
        database->idle = session->next;
    pthread_mutex_unlock(&database->mutex);
    return session ? session : calloc(1, sizeof(*session));
}

void session_give(struct database *database, struct session *session)
{
    bool keep = database->is_postgres ? postgres_is_idle(&session->postgres)
                                      : session->sqlite.db != NULL;
    if (!keep) {
        session_free(database, session);
        return;
    }
    pthread_mutex_lock(&database->mutex);
    session->next = database->idle;
    database->idle = session;
    pthread_mutex_unlock(&database->mutex);
}

int session_ask(const struct query *query, const atomic_int *stop, int stop_fd,
                uint64_t until_ns, struct rows *rows)
{
    struct session *session = session_take(query->db);
    if (!session)
        return -ENOMEM;
    int err =
        sqlite_query(&session->sqlite, query, stop, stop_fd, until_ns, rows);
    session_give(query->db, session);
    return err;
}
