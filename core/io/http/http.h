/* http.h -- one keep-alive HTTP session: what both ios ask of libcurl.
 *
 * A session holds a libcurl easy handle with every option set once. Who
 * drives the handle differs: the blocking io a multi handle of its own, the
 * loop one for all its sessions. */
#ifndef OVERLAP_CORE_IO_HTTP_HTTP_H
#define OVERLAP_CORE_IO_HTTP_HTTP_H

#include <stdbool.h>

#include "core/io.h"
#include "core/io/http/libcurl.h"

/* All zero before first use; must not move from then on. */
struct http {
    CURL *easy;
    struct io_reply *reply;        /* of the transfer under way */
    char *url;                     /* what the handle was told last */
    CURLU *parsed;                 /* the same */
    char status[64];               /* "404 Not Found", as the server put it */
    char failure[CURL_ERROR_SIZE]; /* libcurl's own words */
};

#define HTTP_REDIRECTS_MAX 10

/* What all sessions of a program are asked for. Strings are borrowed. */
struct http_wishes {
    const char *cacert; /* a file of the certificates that are trusted; NULL:
                           those of the system */
    bool fresh; /* a session a transfer: connections are closed after it */
};

/* To be called before the first session opens. */
void http_wish(const struct http_wishes *all);

/* Readies the session (and opens it, the first time) to GET `url` into
 * `reply`, which the caller keeps until http_end(). 0; -EINVAL for what is
 * not an http or https URL; or what libcurl_load() and libcurl_err() say. */
int http_begin(struct http *http, const char *url, struct io_reply *reply);

/* Ends the transfer that libcurl finished with `code`: fills in the reply and
 * returns the result of io_http_get(). */
int http_end(struct http *http, CURLcode code);

/* Ends a transfer that was given up (-ECANCELED, -ETIMEDOUT) or could not be
 * begun: says so in the reply and returns `err`. The handle must be out of its multi by now. */
int http_give_up(struct http *http, int err);

/* Says in the reply why libcurl failed with `code`; the result of
 * io_http_get(). */
int http_fail(const struct http *http, CURLcode code);

/* Puts `before` and `text` into the reply. What comes from a server must not
 * reach a terminal as it is: text_sanitise(). */
void http_reason(struct io_reply *reply, const char *before, const char *text);

void http_close(struct http *http);

#endif
