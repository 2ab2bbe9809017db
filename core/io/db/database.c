/* database.c -- a database and its idle sessions. */
#include "core/io/db/database.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/io/db/libpq.h"
#include "core/io/db/session.h"

bool io_database_is_postgres(const char *name)
{
    return strncmp(name, "postgresql://", 13) == 0 ||
           strncmp(name, "postgres://", 11) == 0;
}

int io_database_open(struct io_database *database)
{
    database->is_postgres = io_database_is_postgres(database->name);
    database->idle = NULL;
    int err = database->is_postgres ? libpq_load() : 0;
    if (!err && database->connections)
        err = io_permits_open(&database->permits, database->connections);
    if (!err)
        pthread_mutex_init(&database->mutex, NULL);
    return err;
}

void io_database_close(struct io_database *database)
{
    while (database->idle) {
        struct io_session *session = database->idle;
        database->idle = session->next;
        session_close(database, session);
    }
    pthread_mutex_destroy(&database->mutex);
    if (database->connections)
        io_permits_close(&database->permits);
}
