/* web.c -- all tasks' fetches, driven by one curl multi handle.
 *
 * libcurl says which sockets it waits for; libuv says when they are ready. A
 * socket stays watched between transfers, until libcurl closes it: to start and
 * stop a watch for each request would be a third of the request's cost. Once
 * per turn of the loop we ask libcurl when it wants to be called: its callback
 * would tell us twice per request, each time at the cost of setting a timer and
 * reading a clock. */
#include "async/outside/web.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "async/runtime/suspend.h"

/* One socket. */
struct watch {
    uv_poll_t poll;
    struct web *web;
    int fd;
    int wanted;     /* events that libcurl waits for; 0 between transfers */
    int watched;    /* events that libuv looks for */
    bool transfers; /* opened for transfers, not for libcurl's own use */
};

/* Wakes the tasks whose transfers are done. */
static void web_reap(struct web *web)
{
    CURLMsg *message;
    int left;
    while ((message = libcurl.multi_info_read(web->multi, &left))) {
        struct web_transfer *transfer;
        libcurl.easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
        transfer->code = message->data.result;
        task_wake(transfer->task, 0);
    }
}

static void web_act(struct web *web, curl_socket_t fd, int events)
{
    int running;
    libcurl.multi_socket_action(web->multi, fd, events, &running);
    web_reap(web);
}

static void on_timer(uv_timer_t *timer)
{
    web_touch(timer->data);
}

static void web_set_timer(struct web *web)
{
    long timeout_ms = -1;
    libcurl.multi_timeout(web->multi, &timeout_ms);
    if (timeout_ms < 0)
        uv_timer_stop(&web->timer);
    else
        uv_timer_start(&web->timer, on_timer, (uint64_t)timeout_ms, 0);
}

/* Starts the transfers that were added since the loop last waited, and whatever
 * else is due. */
static void on_before_poll(uv_prepare_t *before_poll)
{
    struct web *web = before_poll->data;
    uv_prepare_stop(before_poll);
    web_act(web, CURL_SOCKET_TIMEOUT, 0);
    web_set_timer(web);
    loop_hurry(web->loop);
}

void web_touch(struct web *web)
{
    uv_prepare_start(&web->before_poll, on_before_poll);
}

static void on_ready(uv_poll_t *poll, int status, int events)
{
    struct watch *watch = poll->data;
    struct web *web = watch->web;
    if (!watch->wanted) {
        /* The server closed it between transfers; libcurl will notice when it
         * wants to use it again. */
        uv_poll_stop(poll);
        watch->watched = 0;
        return;
    }
    int flags = (status < 0 ? CURL_CSELECT_ERR : 0) |
                (events & UV_READABLE ? CURL_CSELECT_IN : 0) |
                (events & UV_WRITABLE ? CURL_CSELECT_OUT : 0);
    web_act(web, watch->fd, flags);
    web_touch(web);
}

/* Makes room for `fd` in the table. 0 or -ENOMEM. */
static int web_reserve(struct web *web, int fd)
{
    if (fd < web->watch_capacity)
        return 0;
    int capacity = 2 * fd + 64;
    struct watch **table =
        realloc(web->watch, (size_t)capacity * sizeof(struct watch *));
    if (!table)
        return -ENOMEM;
    for (int i = web->watch_capacity; i < capacity; i++)
        table[i] = NULL;
    web->watch = table;
    web->watch_capacity = capacity;
    return 0;
}

static struct watch *watch_find(const struct web *web, int fd)
{
    return fd < web->watch_capacity ? web->watch[fd] : NULL;
}

static void on_watch_closed(uv_handle_t *handle)
{
    free(handle->data);
}

static void watch_close(struct watch *watch)
{
    if (!watch)
        return;
    watch->web->watch[watch->fd] = NULL;
    uv_close((uv_handle_t *)&watch->poll, on_watch_closed);
}

static struct watch *watch_open(struct web *web, int fd, bool transfers)
{
    if (web_reserve(web, fd))
        return NULL;
    watch_close(
        web->watch[fd]); /* of a socket that is gone: see watch_rest() */
    struct watch *watch = calloc(1, sizeof(*watch));
    if (!watch)
        return NULL;
    if (uv_poll_init(&web->loop->uv, &watch->poll, fd)) {
        free(watch);
        return NULL;
    }
    /* Only a socket that libcurl waits for keeps libuv's loop alive. */
    uv_unref((uv_handle_t *)&watch->poll);
    watch->poll.data = watch;
    watch->web = web;
    watch->fd = fd;
    watch->transfers = transfers;
    web->watch[fd] = watch;
    return watch;
}

static void watch_want(struct watch *watch, int events)
{
    watch->wanted = events;
    if (!events) {
        uv_unref((uv_handle_t *)&watch->poll);
        return;
    }
    uv_ref((uv_handle_t *)&watch->poll);
    if (events != watch->watched)
        uv_poll_start(&watch->poll, events, on_ready);
    watch->watched = events;
}

/* At the end of a transfer. libcurl does not say when it closes a socket that
 * was never connected, or one for its own use: watching those ends here. A
 * fetch waits to write only while it connects. */
static void watch_rest(struct watch *watch)
{
    if (watch->transfers && !(watch->wanted & UV_WRITABLE))
        watch_want(watch, 0);
    else
        watch_close(watch);
}

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *arg,
                     void *unused)
{
    (void)easy;
    (void)unused;
    struct web *web = arg;
    struct watch *watch = watch_find(web, fd);
    if (what == CURL_POLL_REMOVE) {
        if (watch)
            watch_rest(watch);
        return 0;
    }
    /* Only the socket that signals the end of a name look-up has no watch yet;
     * if there is no memory for one, libcurl copes without. */
    if (!watch && !(watch = watch_open(web, fd, false)))
        return 0;
    watch_want(watch, (what & CURL_POLL_IN ? UV_READABLE : 0) |
                          (what & CURL_POLL_OUT ? UV_WRITABLE : 0));
    return 0;
}

curl_socket_t web_open_socket(void *arg, curlsocktype purpose,
                              struct curl_sockaddr *address)
{
    (void)purpose;
    int fd = socket(address->family, address->socktype | SOCK_CLOEXEC,
                    address->protocol);
    if (fd < 0)
        return CURL_SOCKET_BAD;
    if (watch_open(arg, fd, true))
        return fd;
    close(fd);
    return CURL_SOCKET_BAD;
}

int web_close_socket(void *arg, curl_socket_t fd)
{
    struct web *web = arg;
    watch_close(watch_find(web, fd));
    return close(fd);
}

int web_open(struct loop *loop)
{
    int err = libcurl_load();
    if (err)
        return err;
    struct web *web = calloc(1, sizeof(*web));
    if (!web)
        return -ENOMEM;
    web->multi = libcurl.multi_init();
    if (!web->multi) {
        free(web);
        return -ENOMEM;
    }
    libcurl.multi_setopt(web->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
    libcurl.multi_setopt(web->multi, CURLMOPT_SOCKETDATA, web);
    /* Even over HTTP/2 no two tasks share a connection: under every model each
     * worker has its own. */
    libcurl.multi_setopt(web->multi, CURLMOPT_PIPELINING, CURLPIPE_NOTHING);
    libcurl.multi_setopt(web->multi, CURLMOPT_MAXCONNECTS, WEB_CONNECTIONS_MAX);
    uv_prepare_init(&loop->uv, &web->before_poll);
    uv_timer_init(&loop->uv, &web->timer);
    web->before_poll.data = web;
    web->timer.data = web;
    web->loop = loop;
    loop->web = web;
    return 0;
}

static void on_timer_closed(uv_handle_t *handle)
{
    free(handle->data);
}

static void on_before_poll_closed(uv_handle_t *handle)
{
    struct web *web = handle->data;
    uv_close((uv_handle_t *)&web->timer, on_timer_closed);
}

void web_close(struct loop *loop)
{
    struct web *web = loop->web;
    if (!web)
        return;
    libcurl.multi_cleanup(web->multi);
    for (int fd = 0; fd < web->watch_capacity; fd++)
        watch_close(web->watch[fd]);
    free(web->watch);
    uv_close((uv_handle_t *)&web->before_poll, on_before_poll_closed);
    loop->web = NULL;
}
