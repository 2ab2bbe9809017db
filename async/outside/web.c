/* web.c -- all tasks' fetches, driven by one curl multi handle.
 *
 * libcurl says which sockets it waits for; the loop says when they are ready. A
 * socket stays watched between transfers, until libcurl closes it: to start and
 * stop a watch for each request would be a third of the request's cost. Once
 * per turn of the loop we ask libcurl when it wants to be called: its callback
 * would tell us twice per request, each time at the cost of setting a timer and
 * reading a clock. */
#include "async/outside/web.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "async/runtime/suspend.h"

#define MS_NS UINT64_C(1000000)

/* One socket. */
struct watch {
    struct web *web;
    int fd;
    uint32_t turn;  /* tells it from others that had this number */
    int wanted;     /* events that libcurl waits for; 0 between transfers */
    int watched;    /* events that the loop looks for; 0: it is not there */
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

/* Starts the transfers that were added since the loop last waited, and whatever
 * else is due. */
void web_attend(struct loop *loop)
{
    long timeout_ms = -1;
    struct web *web = loop->web;
    web_act(web, CURL_SOCKET_TIMEOUT, 0);
    libcurl.multi_timeout(web->multi, &timeout_ms);
    loop->attend_ns =
        timeout_ms < 0 ? IO_NEVER
                       : io_after_ns(io_now_ns(), (uint64_t)timeout_ms * MS_NS);
}

void web_touch(struct web *web)
{
    web->loop->attend_ns = 0;
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

/* Has the loop look for `events`, or for nothing. 0 or a negative errno value:
 * it then looks for what it did. */
static int watch_set(struct watch *watch, int events)
{
    struct epoll_event event = {.events = (uint32_t)events,
                                .data.u64 = LOOP_WEB |
                                            (uint64_t)watch->turn << 32 |
                                            (uint32_t)watch->fd};
    int how = !events          ? EPOLL_CTL_DEL
              : watch->watched ? EPOLL_CTL_MOD
                               : EPOLL_CTL_ADD;
    if (events != watch->watched &&
        epoll_ctl(watch->web->loop->epoll_fd, how, watch->fd, &event) < 0 &&
        events)
        return -errno;
    watch->watched = events;
    return 0;
}

/* Only a socket that libcurl waits for keeps the loop from a deadlock. */
static int watch_want(struct watch *watch, int events)
{
    watch->web->loop->fd_waits += (events != 0) - (watch->wanted != 0);
    watch->wanted = events;
    return events ? watch_set(watch, events) : 0;
}

static void watch_close(struct watch *watch)
{
    if (!watch)
        return;
    watch->web->watch[watch->fd] = NULL;
    watch_want(watch, 0);
    watch_set(watch, 0);
    free(watch);
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
    watch->web = web;
    watch->fd = fd;
    watch->turn = ++web->turns & INT32_MAX;
    watch->transfers = transfers;
    web->watch[fd] = watch;
    return watch;
}

void web_ready(struct loop *loop, uint64_t data, int events)
{
    struct web *web = loop->web;
    struct watch *watch = web ? watch_find(web, (int)(uint32_t)data) : NULL;
    if (!watch || watch->turn != (data >> 32 & INT32_MAX))
        return;
    int flags = (events & EPOLLERR ? CURL_CSELECT_ERR : 0) |
                (events & (EPOLLIN | EPOLLHUP) ? CURL_CSELECT_IN : 0) |
                (events & EPOLLOUT ? CURL_CSELECT_OUT : 0);
    /* The server closed it between transfers; libcurl will notice when it wants
     * to use it again. Nor may an error be told time and again. */
    if (!watch->wanted || events & EPOLLERR)
        watch_set(watch, 0);
    if (!watch->wanted)
        return;
    web_act(web, watch->fd, flags);
    web_touch(web);
}

/* At the end of a transfer. libcurl does not say when it closes a socket that
 * was never connected, or one for its own use: watching those ends here. A
 * fetch waits to write only while it connects. */
static void watch_rest(struct watch *watch)
{
    if (watch->transfers && !(watch->wanted & EPOLLOUT))
        watch_want(watch, 0);
    else
        watch_close(watch);
}

/* Ends a transfer that nothing would wake. */
static void give_up(CURL *easy)
{
    struct web_transfer *transfer;
    libcurl.easy_getinfo(easy, CURLINFO_PRIVATE, &transfer);
    transfer->code = CURLE_OUT_OF_MEMORY;
    task_wake(transfer->task, 0);
}

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *arg,
                     void *unused)
{
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
    if (watch_want(watch, (what & CURL_POLL_IN ? EPOLLIN : 0) |
                              (what & CURL_POLL_OUT ? EPOLLOUT : 0)))
        give_up(easy);
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
    web->loop = loop;
    loop->web = web;
    return 0;
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
    free(web);
    loop->web = NULL;
    loop->attend_ns = IO_NEVER;
}
