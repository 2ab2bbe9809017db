/* database.h -- what a query is asked of: a database, and how many may ask. */
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
    const char *name;    /* borrowed, as is … */
    const char *opening; /* … SQL that each new session runs; or NULL */
    bool writes;         /* else SQLite's file is opened for reading only */
    int connections;     /* at most so many in use; 0: no limit */
    bool is_postgres;    /* private, as is the rest */
    struct io_permits permits; /* where there is a limit */
    pthread_mutex_t mutex;     /* around what follows */
    struct io_session *idle;
};

#ifdef __cplusplus
}
#endif

#endif
