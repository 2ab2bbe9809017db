/* web.c -- the fetches of all tasks, driven by one curl multi handle.
 *
 * libcurl says which sockets it waits for; libuv tells when they are ready.
 * A socket stays watched between transfers, until libcurl closes it: starting
 * and stopping a watch for each request is a third of its cost. When libcurl
 * wants to be called it is asked once a turn of the loop: it would say so
 * twice for each request, at the cost of a timer set and a clock read. */
#include "async/outside/web.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* One socket. */
struct watch {
    uv_poll_t poll;
    struct web *web;
    int fd;
    int wanted;     /* events that libcurl waits for; 0 between transfers */
    int watched;    /* events that libuv looks for */
    bool transfers; /* opened for them, not for libcurl's own needs */
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

/* Starts all the transfers that were added since the loop waited last, and
 * what else is due. */
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
        /* Closed by the server between two transfers, which libcurl will
         * find out when it wants to use it again. */
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

/* Room for `fd` in the table. */
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
        web->watch[fd]); /* of a socket that is gone, see watch_rest() */
    struct watch *watch = calloc(1, sizeof(*watch));
    if (!watch)
        return NULL;
    if (uv_poll_init(&web->loop->uv, &watch->poll, fd)) {
        free(watch);
        return NULL;
    }
    /* Only a socket that is waited for keeps the loop from ending. */
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

/* A transfer is over. libcurl closes a socket that never got connected
 * without a word, and one of its own as well: those are not watched on. A
 * fetch waits for writing only while it connects. */
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
    /* A watch is lacking only for the socket that ends a look-up of a name,
     * and libcurl does without when there is no memory. */
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
    /* No two tasks use a connection at the same time, not even one of HTTP/2:
     * a worker has its own under every model. */
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
