/* libcurl.c -- libcurl, loaded when it is first needed. */
#include "core/io/http/libcurl.h"

#include <errno.h>
#include <pthread.h>
#include <stddef.h>

#include "core/base/library.h"

struct libcurl libcurl;

static pthread_once_t load_once = PTHREAD_ONCE_INIT;
static int load_result;

static void load(void)
{
    /* The name depends on the TLS library that it was built with. */
    static const char *const files[] = {"libcurl.so.4", "libcurl-gnutls.so.4",
                                        NULL};
#define LIBCURL_FUNCTION(name) {"curl_" #name, &libcurl.name},
    static const struct library_function functions[] = {
        LIBCURL_FUNCTIONS(LIBCURL_FUNCTION){NULL, NULL}};
#undef LIBCURL_FUNCTION
    load_result = library_load(files, functions);
    if (!load_result)
        load_result = libcurl_err(libcurl.global_init(CURL_GLOBAL_DEFAULT));
}

int libcurl_load(void)
{
    pthread_once(&load_once, load);
    return load_result;
}
