/* wire.h -- a transfer without a network: what the server says is there before
 * it is asked. */
#ifndef OVERLAP_TESTS_FUZZ_WIRE_H
#define OVERLAP_TESTS_FUZZ_WIRE_H

#include "core/io/http/http.h"

#define WIRE_BYTES_MAX 4096

/* GETs `url`, which names its host by number, from a server that says these
 * bytes whatever it is asked. What it was asked, cut off after
 * WIRE_BYTES_MAX, goes to `asked`. Returns what io_http_get() would. */
int wire_get(const char *url, const void *bytes, size_t size,
             struct io_reply *reply, char asked[WIRE_BYTES_MAX]);

#endif
