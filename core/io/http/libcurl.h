/* libcurl.h -- libcurl, loaded when it is first needed (library.h). */
#ifndef OVERLAP_CORE_IO_HTTP_LIBCURL_H
#define OVERLAP_CORE_IO_HTTP_LIBCURL_H

#include <curl/curl.h>
#include <errno.h>

#define LIBCURL_FUNCTIONS(X)                                                   \
    X(easy_cleanup)                                                            \
    X(easy_getinfo)                                                            \
    X(easy_init)                                                               \
    X(easy_perform)                                                            \
    X(easy_setopt)                                                             \
    X(easy_strerror)                                                           \
    X(free)                                                                    \
    X(global_init)                                                             \
    X(multi_add_handle)                                                        \
    X(multi_cleanup)                                                           \
    X(multi_info_read)                                                         \
    X(multi_init)                                                              \
    X(multi_perform)                                                           \
    X(multi_poll)                                                              \
    X(multi_remove_handle)                                                     \
    X(multi_setopt)                                                            \
    X(multi_socket_action)                                                     \
    X(multi_timeout)                                                           \
    X(share_cleanup)                                                           \
    X(share_init)                                                              \
    X(share_setopt)                                                            \
    X(slist_append)                                                            \
    X(slist_free_all)                                                          \
    X(url)                                                                     \
    X(url_cleanup)                                                             \
    X(url_get)                                                                 \
    X(url_set)                                                                 \
    X(version_info)

struct libcurl {
#define LIBCURL_MEMBER(name) __typeof__ (&(curl_##name))(name);
    LIBCURL_FUNCTIONS(LIBCURL_MEMBER)
#undef LIBCURL_MEMBER
};

/* Its functions, all NULL until libcurl_load(). */
extern struct libcurl libcurl;

/* Opens and initialises libcurl, once. Any thread may call it; a program that
 * forks calls it before that. Returns 0; -ELIBACC: not installed, or lacks a
 * function; or what libcurl_err() returns. */
int libcurl_load(void);

/* The errno value for a result that is not a transfer's: 0, -ENOMEM or -EIO. */
static inline int libcurl_err(CURLcode code)
{
    return code == CURLE_OK ? 0 : code == CURLE_OUT_OF_MEMORY ? -ENOMEM : -EIO;
}

static inline int libcurl_multi_err(CURLMcode code)
{
    return code == CURLM_OK ? 0 : code == CURLM_OUT_OF_MEMORY ? -ENOMEM : -EIO;
}

#endif
