/* libcurl.c -- libcurl, loaded when it is first needed. */
#include "libcurl.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <string.h>

struct libcurl libcurl;

static pthread_once_t load_once = PTHREAD_ONCE_INIT;
static int load_result;

/* Its file, by the TLS library that a system built it with. */
static void *open_library(void)
{
    void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    return library ? library
                   : dlopen("libcurl-gnutls.so.4", RTLD_NOW | RTLD_LOCAL);
}

/* dlsym() returns functions as data, which ISO C cannot convert. */
static int find(void *library, const char *name, void *function)
{
    void *symbol = dlsym(library, name);
    memcpy(function, &symbol, sizeof symbol);
    return symbol ? 0 : -ELIBACC;
}

static int find_all(void *library)
{
    int err = 0;
#define FIND(name)                                                             \
    err = err ? err : find(library, "curl_" #name, &libcurl.name);
    LIBCURL_FUNCTIONS(FIND)
#undef FIND
    return err;
}

static void load(void)
{
    void *library = open_library();
    load_result = library ? find_all(library) : -ELIBACC;
    if (!load_result && libcurl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        load_result = -ENOMEM;
}

int libcurl_load(void)
{
    pthread_once(&load_once, load);
    return load_result;
}
