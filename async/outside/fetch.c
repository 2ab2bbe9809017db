/* fetch.c -- one task's fetches. */
#include "async/outside/fetch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "async/runtime/suspend.h"
#include "core/io/http/http_fail.h"

/* Open connections and resolved names that a few sessions share. Without this
 * the multi handle would keep them, but there libcurl walks through all of
 * them, in use or not, twice per request: its time would grow with the width
 * and with the number of hosts. One for each session would take longer to set
 * up. */
struct connections {
    CURLSH *share;
    int sessions;
    struct connections *before;
};

static struct connections *connections_open(struct web *web)
{
    struct connections *made = calloc(1, sizeof(*made));
    if (!made)
        return NULL;
    made->share = libcurl.share_init();
    if (!made->share ||
        libcurl.share_setopt(made->share, CURLSHOPT_SHARE,
                             CURL_LOCK_DATA_CONNECT) ||
        libcurl.share_setopt(made->share, CURLSHOPT_SHARE,
                             CURL_LOCK_DATA_DNS)) {
        libcurl.share_cleanup(made->share);
        free(made);
        return NULL;
    }
    made->before = web->connections;
    web->connections = made;
    return made;
}

static void connections_close(struct web *web)
{
    struct connections *connections;
    while ((connections = web->connections)) {
        web->connections = connections->before;
        libcurl.share_cleanup(connections->share);
        free(connections);
    }
}

/* A session outlives its task: the next task that fetches takes it over, with
 * its connection open. */
static struct fetcher *fetcher_take(struct web *web)
{
    struct fetcher *fetcher = web->idle;
    if (!fetcher)
        return calloc(1, sizeof(*fetcher));
    web->idle = fetcher->next;
    return fetcher;
}

static int fetcher_open(struct async_task *task)
{
    int err = task->loop->web ? 0 : web_open(task->loop);
    if (err)
        return err;
    task->fetcher = fetcher_take(task->loop->web);
    if (!task->fetcher)
        return -ENOMEM;
    task->fetcher->transfer.task = task;
    return 0;
}

void fetcher_close(struct async_task *task)
{
    if (!task->fetcher)
        return;
    struct web *web = task->loop->web;
    task->fetcher->next = web->idle;
    web->idle = task->fetcher;
    task->fetcher = NULL;
}

void fetchers_free(struct loop *loop)
{
    struct web *web = loop->web;
    struct fetcher *fetcher;
    if (!web)
        return;
    while ((fetcher = web->idle)) {
        web->idle = fetcher->next;
        http_close(&fetcher->http);
        free(fetcher);
    }
    connections_close(web);
}

/* A fetch, as the loop is asked to begin and to end it. */
struct fetch {
    struct async_task *task;
    const char *url;
    const struct io_request *request; /* NULL: a GET of the url */
    struct io_reply *reply;
    int err;
};

/* Connects a new session to the web, once. 0 or -ENOMEM. */
static int fetcher_connect(struct fetcher *fetcher, struct web *web)
{
    struct connections *connections = web->connections;
    if (!connections || connections->sessions == WEB_SESSIONS_MAX)
        connections = connections_open(web);
    if (!connections)
        return -ENOMEM;
    CURL *easy = fetcher->http.easy;
    libcurl.easy_setopt(easy, CURLOPT_SHARE, connections->share);
    libcurl.easy_setopt(easy, CURLOPT_PRIVATE, &fetcher->transfer);
    libcurl.easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, web_open_socket);
    libcurl.easy_setopt(easy, CURLOPT_OPENSOCKETDATA, web);
    libcurl.easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, web_close_socket);
    libcurl.easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, web);
    connections->sessions++;
    fetcher->connected = true;
    return 0;
}

static void fetch_begin(void *arg)
{
    struct fetch *fetch = arg;
    struct async_task *task = fetch->task;
    fetch->err = task->fetcher ? 0 : fetcher_open(task);
    if (fetch->err) {
        http_reason(fetch->reply, strerrordesc_np(-fetch->err), "");
        return;
    }
    struct fetcher *fetcher = task->fetcher;
    struct web *web = task->loop->web;
    fetch->err =
        fetch->request
            ? http_begin_request(&fetcher->http, fetch->request, fetch->reply)
            : http_begin(&fetcher->http, fetch->url, fetch->reply);
    if (fetch->err)
        return;
    if (!fetcher->connected)
        fetch->err = fetcher_connect(fetcher, web);
    if (!fetch->err)
        fetch->err = libcurl_multi_err(
            libcurl.multi_add_handle(web->multi, fetcher->http.easy));
    if (fetch->err)
        http_give_up(&fetcher->http, fetch->err);
    web_touch(web);
}

static void fetch_end(void *arg)
{
    struct fetch *fetch = arg;
    struct fetcher *fetcher = fetch->task->fetcher;
    struct web *web = fetch->task->loop->web;
    libcurl.multi_remove_handle(web->multi, fetcher->http.easy);
    web_touch(web);
    fetch->err = fetch->err ? http_give_up(&fetcher->http, fetch->err)
                            : http_end(&fetcher->http, fetcher->transfer.code);
}

static int fetch_run(struct fetch *fetch, uint64_t until_ns)
{
    task_call(fetch->task, fetch_begin, fetch);
    if (fetch->err)
        return fetch->err;
    fetch->err = task_wait(fetch->task, until_ns);
    task_call(fetch->task, fetch_end, fetch);
    return fetch->err;
}

int task_http_get(struct io *io, const char *url, uint64_t until_ns,
                  struct io_reply *reply)
{
    struct fetch fetch = {.task = task_of(io), .url = url, .reply = reply};
    return fetch_run(&fetch, until_ns);
}

int async_fetch(struct io *io, const struct io_request *request,
                struct io_reply *reply)
{
    struct fetch fetch = {
        .task = task_enter(io, __func__), .request = request, .reply = reply};
    return fetch.task ? fetch_run(&fetch, io->deadline_ns) : -EPERM;
}
