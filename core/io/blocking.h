/* blocking.h -- the io whose calls block the calling thread.
 *
 * For sequential, threads and processes. A waiting call also watches the run's
 * stop descriptor, so it wakes at once when the run is over. Linux cannot
 * interrupt the calls for files: that the run is over is noticed at the next
 * call. */
#ifndef OVERLAP_CORE_IO_BLOCKING_H
#define OVERLAP_CORE_IO_BLOCKING_H

#include "core/io.h"
#include "core/io/http/http.h"

struct blocking {
    struct io io;
    int stop_fd;
    struct http http; /* opened by the first GET */
    CURLM *multi;     /* drives `http` and keeps its connection open; NULL: */
                      /* no GET yet */
};

/* Makes one worker's io; `stop_fd` is the run's stop descriptor. Cannot fail:
 * sessions open on first use. */
void blocking_open(struct blocking *blocking, int stop_fd);
void blocking_close(struct blocking *blocking);

#endif
