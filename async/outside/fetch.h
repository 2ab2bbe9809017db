/* fetch.h -- one task's fetches. */
#ifndef OVERLAP_ASYNC_OUTSIDE_FETCH_H
#define OVERLAP_ASYNC_OUTSIDE_FETCH_H

#include "async/outside/web.h"

/* A task's session, and its transfer. */
struct fetcher {
    struct http http;
    bool connected; /* to the web */
    struct web_transfer transfer;
    struct fetcher *next;
};

int task_http_get(struct io *io, const char *url, uint64_t until_ns,
                  struct io_reply *reply);

/* Its session is for the next task that wants one. */
void fetcher_close(struct async_task *task);

/* Frees the loop's fetchers, all idle by now, and closes their connections. */
void fetchers_free(struct loop *loop);

#endif
