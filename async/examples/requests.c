/* requests.c -- the same requests, synchronous and asynchronous.
 *
 * From document 3, "concurrency_in_requests.py". One function fetches a page:
 * handed the blocking io it blocks the thread, handed the loop's it suspends
 * its task. In turn, one connection is enough; at once, each request needs its
 * own. Any URLs may be given.
 *
 *     synchronous: 5 pages in 5.0 s, over 1 connections, 1 at once
 *     asynchronous: 5 pages in 1.0 s, over 5 connections, 5 at once
 */
#include <stdio.h>

#include "async/async.h"
#include "async/examples/example.h"
#include "core/io/blocking.h"

static int fetch(struct io *io, void *arg)
{
    struct io_reply reply;
    return io_http_get(io, arg, &reply);
}

static int fetch_in_turn(const struct pages *pages)
{
    struct blocking thread;
    int err = 0;
    blocking_open(&thread, -1);
    for (int i = 0; !err && i < pages->count; i++)
        err = fetch(&thread.io, (void *)pages->urls[i]);
    blocking_close(&thread);
    return err;
}

static int fetch_at_once(struct io *io, void *arg)
{
    const struct pages *pages = arg;
    struct async_call calls[EXAMPLE_PAGES_MAX] = {0};
    for (int i = 0; i < pages->count; i++)
        calls[i] =
            (struct async_call){.fn = fetch, .arg = (void *)pages->urls[i]};
    return async_gather(io, calls, pages->count);
}

static void tell(const char *how, int pages, uint64_t begin_ns)
{
    struct counts counts;
    printf("%s: %d pages in %.1f s", how, pages, seconds_since(begin_ns));
    if (example_counts(&counts))
        printf(", over %d connections, %d at once", counts.connections,
               counts.at_once);
    puts("");
}

int main(int argc, char **argv)
{
    example_begin(argc, argv);
    struct pages pages = example_pages(5, 1, 1);
    uint64_t begin_ns = io_now_ns();
    int err = fetch_in_turn(&pages);
    tell("synchronous", pages.count, begin_ns);
    begin_ns = io_now_ns();
    err = err ? err : async_run(fetch_at_once, &pages);
    tell("asynchronous", pages.count, begin_ns);
    return example_end(err);
}
