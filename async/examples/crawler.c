/* crawler.c -- follows links, to each page once, three requests at a time.
 *
 * A queue has the pages still to fetch. Joined, it tells that all were dealt
 * with, the pages that they led to included. A task a page would do as well,
 * but a thousand links found at once would be a thousand tasks; the permits
 * are the server's limit, however many workers there are. The site is served
 * in this program: page N has links to 2N + 1 and 2N + 2, and the last ones
 * back to the first.
 *
 *     20 pages, 40 links, at most 3 requests at once
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "async/async.h"
#include "async/examples/example.h"
#include "core/sockets.h"

#define PAGES   20
#define WORKERS 6
#define AT_ONCE 3

struct site {
    uint16_t port;
    int asked, asked_most; /* requests at once, as the server sees them */
};

struct crawl {
    struct site *site;
    struct async_semaphore permits;
    struct async_queue queue; /* of page numbers */
    int numbers[PAGES];
    bool seen[PAGES];
    int pages, links;
};

/* Serves one request a connection, after a second. */
static int answer(struct io *io, int fd, void *arg)
{
    struct site *site = arg;
    char room[4096], *line, page[256];
    struct io_buffer in = {.bytes = room, .capacity = sizeof room};
    ssize_t length = io_recv_line(io, fd, &in, &line);
    if (length <= (ssize_t)strlen("GET /"))
        return -EPROTO;
    int number = atoi(line + strlen("GET /"));
    while (length > 2) /* until the empty line */
        length = io_recv_line(io, fd, &in, &line);
    site->asked++;
    if (site->asked > site->asked_most)
        site->asked_most = site->asked;
    int err = io_sleep(io, seconds(1));
    site->asked--;
    snprintf(page, sizeof page,
             "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
             "<a href=/%d> <a href=/%d>",
             (2 * number + 1) % PAGES, (2 * number + 2) % PAGES);
    return err ? err : io_send_all(io, fd, page, strlen(page));
}

static int serve(struct io *io, void *arg)
{
    return async_serve(io, arg);
}

/* The queue has room for every page, so nobody waits to put one. */
static void found(struct crawl *crawl, int number)
{
    if (number < 0 || number >= PAGES || crawl->seen[number])
        return;
    crawl->seen[number] = true;
    async_queue_put_nowait(&crawl->queue, &crawl->numbers[number]);
}

static int fetch(struct io *io, struct crawl *crawl,
                 const struct io_request *request)
{
    struct io_reply reply;
    int err = async_semaphore_acquire(io, &crawl->permits);
    if (err)
        return err;
    err = async_fetch(io, request, &reply);
    async_semaphore_release(&crawl->permits);
    return err;
}

static void follow(struct crawl *crawl, const char *page)
{
    static const char link[] = "href=/";
    while ((page = strstr(page, link))) {
        page += strlen(link);
        crawl->links++;
        found(crawl, atoi(page));
    }
}

static int work(struct io *io, void *arg)
{
    struct crawl *crawl = arg;
    void *number;
    while (async_queue_get(io, &crawl->queue, &number) == 0) {
        char url[64], page[1024] = "";
        struct io_request request = {
            .url = url, .buffer = page, .capacity = sizeof page - 1};
        snprintf(url, sizeof url, "http://127.0.0.1:%d/%d", crawl->site->port,
                 *(const int *)number);
        int err = fetch(io, crawl, &request);
        if (err)
            return err;
        crawl->pages++;
        follow(crawl, page);
        async_queue_task_done(&crawl->queue);
    }
    return 0;
}

static int crawl_all(struct io *io, struct site *site)
{
    void *slots[PAGES];
    struct async_group group;
    struct crawl crawl = {.site = site, .permits = {.permits = AT_ONCE}};
    for (int i = 0; i < PAGES; i++)
        crawl.numbers[i] = i;
    async_queue_open(&crawl.queue, slots, PAGES);
    found(&crawl, 0);
    async_group_open(&group, io);
    for (int i = 0; i < WORKERS; i++)
        async_group_spawn(&group, work, &crawl);
    int err = async_queue_join(io, &crawl.queue);
    if (err)
        async_group_fail(&group, err);
    async_queue_shutdown(&crawl.queue);
    err = async_group_wait(&group);
    printf("%d pages, %d links, at most %d requests at once\n", crawl.pages,
           crawl.links, site->asked_most);
    return err;
}

static int run(struct io *io, void *arg)
{
    (void)arg;
    struct site site = {0};
    struct async_connection places[WORKERS];
    struct async_server server = {
        .serve = answer, .arg = &site, .places = places, .count = WORKERS};
    server.listener = io_listen(&site.port);
    if (server.listener < 0)
        return server.listener;
    struct async_task *task;
    int err = async_spawn(io, serve, &server, &task);
    if (!err) {
        err = crawl_all(io, &site);
        async_cancel(task);
        async_await(io, task);
    }
    close(server.listener);
    return err;
}

int main(int argc, char **argv)
{
    example_begin(argc, argv);
    return example_end(async_run(run, NULL));
}
