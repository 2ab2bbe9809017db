/* http.h -- one keep-alive HTTP session: what both ios ask of libcurl.
 *
 * A session holds a libcurl easy handle whose options are set once. What
 * drives it differs: a blocking io has its own multi handle, the loop has one
 * for all its sessions. */
#ifndef OVERLAP_CORE_IO_HTTP_HTTP_H
#define OVERLAP_CORE_IO_HTTP_HTTP_H

#include <stdbool.h>

#include "core/io.h"
#include "core/io/http/libcurl.h"
#include "core/io/http/transfer.h"

#define HTTP_REDIRECTS_MAX 10

/* Settings of all sessions of a program. Strings are borrowed. */
struct http_wishes {
    const char *cacert; /* a file of trusted certificates; NULL: the system's */
    bool fresh;         /* close the connection after each transfer */
};

/* Call it before the first session opens. */
void http_wish(const struct http_wishes *all);

/* Prepares the session (and, the first time, opens it) to GET `url` into
 * `reply`, which must stay until http_end() or http_give_up(). Returns 0;
 * -EINVAL: not an http or https URL; or an error of libcurl_load() or
 * libcurl_err(). */
int http_begin(struct http *http, const char *url, struct io_reply *reply);

/* The same for a request, which must stay as long. */
int http_begin_request(struct http *http, const struct io_request *request,
                       struct io_reply *reply);

/* Ends a transfer that libcurl finished with `code`: fills in the reply and
 * returns the result for io_http_get(). */
int http_end(struct http *http, CURLcode code);

/* Ends a transfer that was given up (-ECANCELED, -ETIMEDOUT) or could not
 * begin: says so in the reply and returns `err`. Remove the easy handle from
 * its multi handle first. */
int http_give_up(struct http *http, int err);

void http_close(struct http *http);

#endif
