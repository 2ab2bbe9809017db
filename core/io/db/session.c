/* session.c -- one session with a database of either kind. */
#include "core/io/db/session.h"

#include <errno.h>
#include <stdlib.h>

void session_close(const struct io_database *database,
                   struct io_session *session)
{
    if (database->is_postgres)
        postgres_close(&session->postgres);
    else
        sqlite_close(&session->sqlite);
    free(session);
}

struct io_session *session_take(struct io_database *database)
{
    pthread_mutex_lock(&database->mutex);
    struct io_session *session = database->idle;
    if (session)
        database->idle = session->next;
    pthread_mutex_unlock(&database->mutex);
    return session ? session : calloc(1, sizeof(*session));
}

void session_give(struct io_database *database, struct io_session *session)
{
    bool keep = database->is_postgres ? postgres_is_idle(&session->postgres)
                                      : session->sqlite.db != NULL;
    if (!keep) {
        session_close(database, session);
        return;
    }
    pthread_mutex_lock(&database->mutex);
    session->next = database->idle;
    database->idle = session;
    pthread_mutex_unlock(&database->mutex);
}

int session_ask(const struct io_statement *query, const atomic_int *stop,
                int stop_fd, uint64_t until_ns, struct io_rows *rows)
{
    struct io_session *session = session_take(query->db);
    if (!session)
        return -ENOMEM;
    int err =
        sqlite_query(&session->sqlite, query, stop, stop_fd, until_ns, rows);
    session_give(query->db, session);
    return err;
}
