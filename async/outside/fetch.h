/* fetch.h -- one task's fetches. */
#ifndef OVERLAP_ASYNC_OUTSIDE_FETCH_H
#define OVERLAP_ASYNC_OUTSIDE_FETCH_H

#include "async/outside/web.h"

/* A task's session and its transfer. */
struct fetcher {
    struct http http;
    bool connected; /* to the loop's web */
    struct web_transfer transfer;
    struct fetcher *next;
};

/* io_http_get() on the loop. */
int task_http_get(struct io *io, const char *url, uint64_t until_ns,
                  struct io_reply *reply);

/* Leaves the task's session to the next task that fetches. */
void fetcher_close(struct async_task *task);

/* Frees the loop's fetchers, which are all idle, and their connections. */
void fetchers_free(struct loop *loop);

#endif
