/* request.h -- what a request sends besides its URL, and who gets the answer. */
#ifndef OVERLAP_CORE_IO_HTTP_REQUEST_H
#define OVERLAP_CORE_IO_HTTP_REQUEST_H

#include "core/io/http/transfer.h"

/* Sets the session's options for `request`. 0 or -ENOMEM. */
int request_set(struct http *http, const struct io_request *request);

/* Back to a plain GET; does nothing after one. */
void request_unset(struct http *http);

/* A part of the answer's body has come, and is not counted yet. Not 0: it is
 * not wanted. */
int request_take(struct http *http, const char *bytes, size_t count);

/* A line of the answer's header has come. */
void request_note_header(const struct io_request *request, const char *line,
                         size_t len);

#endif
