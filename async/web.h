/* web.h -- what drives the fetches of a loop, and a task's part in it. */
#ifndef OVERLAP_WEB_H
#define OVERLAP_WEB_H

#include "core/http.h"
#include "loop.h"

struct watch;

struct web {
    struct loop *loop;
    CURLM *multi;
    uv_timer_t timer;
    struct watch **watch; /* by descriptor */
    int watch_capacity;
};

/* A task's session, and its transfer. */
struct fetcher {
    struct http http;
    struct async_task *task;
    CURLcode code; /* of the transfer that is done */
};

/* Makes loop->web. 0 or -ENOMEM. */
int web_open(struct loop *loop);

/* For libcurl's CURLOPT_OPENSOCKETFUNCTION and CURLOPT_CLOSESOCKETFUNCTION,
 * with the web as their data. */
curl_socket_t web_open_socket(void *arg, curlsocktype purpose,
                              struct curl_sockaddr *address);
int web_close_socket(void *arg, curl_socket_t fd);

#endif
