/* transfer.h -- a keep-alive HTTP session and the transfer it is making. */
#ifndef OVERLAP_CORE_IO_HTTP_TRANSFER_H
#define OVERLAP_CORE_IO_HTTP_TRANSFER_H

#include "core/io.h"
#include "core/io/http/libcurl.h"

/* All zero before first use; must not move after that. */
struct http {
    CURL *easy;
    struct io_reply *reply;           /* of the current transfer */
    const struct io_request *request; /* of the same; NULL: a plain GET */
    struct curl_slist *headers;       /* that it sends */
    int sink_err;                     /* why on_body() ended it, or 0 */
    char *url;                        /* the one set last */
    CURLU *parsed;                    /* the same, parsed */
    char status[64];               /* in the server's words: "404 Not Found" */
    char failure[CURL_ERROR_SIZE]; /* in libcurl's words */
};

#endif
