/* database.h -- a database that queries go to, and its connection limit. */
#ifndef OVERLAP_CORE_DATABASE_H
#define OVERLAP_CORE_DATABASE_H

#include <pthread.h>
#include <stdbool.h>

#include "core/permits.h"

#ifdef __cplusplus
extern "C" {
#endif

struct io_session;

/* Opened by io_database_open() (io/db/database.h). */
struct io_database {
    /* Set by the caller; strings are borrowed. */
    const char *name;
    const char *opening; /* SQL that each new session runs, or NULL */
    bool writes;         /* false: SQLite opens its file read-only */
    int connections;     /* the most in use at once; 0: no limit */

    /* Private. */
    bool is_postgres;
    struct io_permits permits; /* used if there is a limit */
    pthread_mutex_t mutex;     /* guards `idle` */
    struct io_session *idle;
};

#ifdef __cplusplus
}
#endif

#endif
