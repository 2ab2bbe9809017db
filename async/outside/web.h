/* web.h -- drives the fetches of a loop. */
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
    struct watch **watch; /* by descriptor */
    int watch_capacity;
    uint32_t turns;                  /* watches that were opened */
    struct fetcher *idle;            /* left by tasks that have ended */
    struct connections *connections; /* of the newest sessions, then older */
};

/* A task that waits for its transfer: the private data of the easy handle. */
struct web_transfer {
    struct async_task *task;
    CURLcode code; /* once it is done */
};

/* The most sessions that share their connections. */
#define WEB_SESSIONS_MAX 8

/* The most connections, to whatever hosts, that they keep open: by itself,
 * libcurl would keep as many for that number of sessions. */
#define WEB_CONNECTIONS_MAX (4L * WEB_SESSIONS_MAX)

/* Makes loop->web. 0, -ENOMEM, or what libcurl_load() says. */
int web_open(struct loop *loop);

/* To be called once its sessions are closed. */
void web_close(struct loop *loop);

/* Has libcurl do what is due, and says when it next is. */
void web_attend(struct loop *loop);

/* Has libcurl use a socket that is ready. */
void web_ready(struct loop *loop, uint64_t data, int events);

/* To be called when a transfer was added or removed: libcurl is called, once
 * for all of them, before the loop waits. */
void web_touch(struct web *web);

/* For CURLOPT_OPENSOCKETFUNCTION and CURLOPT_CLOSESOCKETFUNCTION, with the web
 * as their data. */
curl_socket_t web_open_socket(void *arg, curlsocktype purpose,
                              struct curl_sockaddr *address);
int web_close_socket(void *arg, curl_socket_t fd);

#endif
