/* request.h -- the head of an HTTP GET or HEAD, strictly read.
 *
 * As much of HTTP/1.1 (RFC 9112) as a server of fixed pages needs: a GET or
 * HEAD without a body, over a connection that stays open. What is not exactly
 * that is refused, so that no two readers can take it for different things. */
#ifndef OVERLAP_WORKLOADS_PARTS_REQUEST_H
#define OVERLAP_WORKLOADS_PARTS_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define REQUEST_HEAD_MAX 4096 /* bytes; a longer head is refused with 431 */

struct request {
    int status;      /* to answer with: 200, or why it is refused */
    bool is_head;    /* of the answer, only the head is sent */
    bool keep_alive; /* the connection stays open after the answer */
};

/* Reads the head at the beginning of `len` bytes. Returns its length, with
 * `request` filled in, or 0: it has not come to its end yet. A line that does
 * not end with "\r\n" is refused as soon as it is there. After a request
 * that is refused nothing can be read: the connection must be closed. */
size_t request_read(const char *bytes, size_t len, struct request *request);

/* "Not Found", for the statuses above; "" for others. */
const char *request_reason(int status);

#endif
