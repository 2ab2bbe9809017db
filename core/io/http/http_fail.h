/* http_fail.h -- why a transfer failed, in words and as an errno value. */
#ifndef OVERLAP_CORE_IO_HTTP_HTTP_FAIL_H
#define OVERLAP_CORE_IO_HTTP_HTTP_FAIL_H

#include "core/io/http/transfer.h"

/* Says in the reply why libcurl failed with `code`, and returns the result for
 * io_http_get(). */
int http_fail(const struct http *http, CURLcode code);

/* Sets the reply's reason to `before` followed by `text`, sanitised: a server's
 * words must not reach a terminal as they are. */
void http_reason(struct io_reply *reply, const char *before, const char *text);

#endif
