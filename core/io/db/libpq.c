/* libpq.c -- libpq, loaded when it is first needed. */
#include "core/io/db/libpq.h"

#include <pthread.h>
#include <stddef.h>

#include "core/base/library.h"

struct libpq libpq;

static pthread_once_t load_once = PTHREAD_ONCE_INIT;
static int load_result;

static void load(void)
{
    static const char *const files[] = {"libpq.so.5", NULL};
#define LIBPQ_FUNCTION(name) {"PQ" #name, &libpq.name},
    static const struct library_function functions[] = {
        LIBPQ_FUNCTIONS(LIBPQ_FUNCTION){NULL, NULL}};
#undef LIBPQ_FUNCTION
    load_result = library_load(files, functions);
}

int libpq_load(void)
{
    pthread_once(&load_once, load);
    return load_result;
}
