/* fetch.c -- one task's fetches. */
#include <errno.h>
#include <stdlib.h>

#include "web.h"

static int fetcher_open(struct async_task *task)
{
    if (!task->loop->web && web_open(task->loop))
        return -ENOMEM;
    task->fetcher = calloc(1, sizeof(*task->fetcher));
    if (!task->fetcher)
        return -ENOMEM;
    task->fetcher->task = task;
    return 0;
}

void fetcher_close(struct async_task *task)
{
    if (!task->fetcher)
        return;
    http_close(&task->fetcher->http);
    free(task->fetcher);
    task->fetcher = NULL;
}

/* What the loop is asked for on a task's behalf. */
struct fetch {
    struct async_task *task;
    const char *url;
    struct http_reply *reply;
    int err;
};

/* What a new session's handle is told, once. */
static void fetcher_connect(struct fetcher *fetcher, struct web *web)
{
    CURL *easy = fetcher->http.easy;
    curl_easy_setopt(easy, CURLOPT_PRIVATE, fetcher);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, web_open_socket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, web);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, web_close_socket);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, web);
}

static void fetch_begin(void *arg)
{
    struct fetch *fetch = arg;
    struct async_task *task = fetch->task;
    fetch->err = task->fetcher ? 0 : fetcher_open(task);
    if (fetch->err)
        return;
    struct fetcher *fetcher = task->fetcher;
    struct web *web = task->loop->web;
    bool is_new = !fetcher->http.easy;
    fetch->err = http_begin(&fetcher->http, fetch->url, fetch->reply);
    if (is_new && fetcher->http.easy)
        fetcher_connect(fetcher, web);
    if (fetch->err)
        return;
    if (curl_multi_add_handle(web->multi, fetcher->http.easy) != CURLM_OK)
        fetch->err = http_give_up(&fetcher->http, -ENOMEM);
}

static void fetch_end(void *arg)
{
    struct fetch *fetch = arg;
    struct fetcher *fetcher = fetch->task->fetcher;
    curl_multi_remove_handle(fetch->task->loop->web->multi, fetcher->http.easy);
    fetch->err = fetch->err ? http_give_up(&fetcher->http, fetch->err)
                            : http_end(&fetcher->http, fetcher->code);
}

int task_http_get(struct io *io, const char *url, uint64_t until_ns,
                  struct http_reply *reply)
{
    struct fetch fetch = {.task = task_of(io), .url = url, .reply = reply};
    task_call(fetch.task, fetch_begin, &fetch);
    if (fetch.err)
        return fetch.err;
    fetch.err = task_wait(fetch.task, until_ns);
    task_call(fetch.task, fetch_end, &fetch);
    return fetch.err;
}
