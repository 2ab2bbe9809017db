/* blocking.h -- the io whose calls block the thread that makes them.
 *
 * Sequential, threads and processes use it as it is. A waiting call watches the run's stop
 * descriptor beside whatever it waits for, so it wakes at once when the run
 * is over; reads and writes of a file, which Linux cannot interrupt, notice
 * at the next call. */
#ifndef OVERLAP_CORE_IO_BLOCKING_H
#define OVERLAP_CORE_IO_BLOCKING_H

#include "core/io.h"
#include "core/io/http/http.h"

struct blocking {
    struct io io;
    int stop_fd;
    struct http http; /* opened by the first GET, as is … */
    CURLM *multi;     /* … what drives it and keeps its connection */
};

/* Makes the io of one worker of a run whose stop descriptor is `stop_fd`.
 * Cannot fail: sessions open when they are first used. */
void blocking_open(struct blocking *blocking, int stop_fd);
void blocking_close(struct blocking *blocking);

#endif
