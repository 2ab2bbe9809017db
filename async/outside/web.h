/* web.h -- what drives the fetches of a loop. */
#ifndef OVERLAP_ASYNC_OUTSIDE_WEB_H
#define OVERLAP_ASYNC_OUTSIDE_WEB_H

#include "async/runtime/loop.h"
#include "core/io/http/http.h"

struct watch;
struct connections;
struct fetcher;

struct web {
    struct loop *loop;
    CURLM *multi;
    uv_prepare_t before_poll; /* active when libcurl has to be asked */
    uv_timer_t timer;
    struct watch **watch; /* by descriptor */
    int watch_capacity;
    struct fetcher *idle;            /* of tasks that have ended */
    struct connections *connections; /* what the newest sessions use */
};

/* A task that waits for its transfer, whose handle's private data it is. */
struct web_transfer {
    struct async_task *task;
    CURLcode code; /* when it is done */
};

/* So many sessions have their open connections together … */
#define WEB_SESSIONS_MAX 8

/* … and keep at most so many, which may be to several hosts, open: as libcurl
 * does for as many sessions by itself. */
#define WEB_CONNECTIONS_MAX (4L * WEB_SESSIONS_MAX)

/* Makes loop->web. 0, -ENOMEM, or what libcurl_load() says. */
int web_open(struct loop *loop);

/* To be called when its sessions are closed. Its memory goes when its handles
 * are. */
void web_close(struct loop *loop);

/* To be called when a transfer was added or removed: libcurl is asked, once
 * for all of them, before the loop waits. */
void web_touch(struct web *web);

/* For libcurl's CURLOPT_OPENSOCKETFUNCTION and CURLOPT_CLOSESOCKETFUNCTION,
 * with the web as their data. */
curl_socket_t web_open_socket(void *arg, curlsocktype purpose,
                              struct curl_sockaddr *address);
int web_close_socket(void *arg, curl_socket_t fd);

#endif
