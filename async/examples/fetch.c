/* fetch.c -- fetches pages at once and prints each as it comes.
 *
 * From document 2, "Concurrent Web Requests". Its sample output is in the
 * order of the URLs, but the lines come in the order of the answers: here the
 * first page is the slowest. The loop keeps connections open for the next
 * fetch. Any URLs may be given.
 *
 *     http://127.0.0.1:8080/?delay=100ms -> 200
 *     http://127.0.0.1:8080/?delay=200ms -> 200
 *     http://127.0.0.1:8080/?delay=300ms -> 200
 *     Fetched 3 pages in 3.0 s
 */
#include <stdio.h>

#include "async/async.h"
#include "async/examples/example.h"

static int fetch(struct io *io, void *arg)
{
    const char *url = arg;
    struct io_reply reply;
    int err = io_http_get(io, url, &reply);
    if (err && !reply.status)
        printf("%s -> %s\n", url, reply.reason);
    else
        printf("%s -> %d\n", url, reply.status);
    return err;
}

static int fetch_all(struct io *io, void *arg)
{
    const struct pages *pages = arg;
    struct async_call calls[EXAMPLE_PAGES_MAX] = {0};
    uint64_t begin_ns = io_now_ns();
    for (int i = 0; i < pages->count; i++)
        calls[i] =
            (struct async_call){.fn = fetch, .arg = (void *)pages->urls[i]};
    int err = async_gather_all(io, calls, pages->count);
    int fetched = 0;
    for (int i = 0; i < pages->count; i++)
        fetched += calls[i].result == 0;
    printf("Fetched %d pages in %.1f s\n", fetched, seconds_since(begin_ns));
    return err;
}

int main(int argc, char **argv)
{
    example_begin(argc, argv);
    struct pages pages = example_pages(3, 3, 1);
    return example_end(async_run(fetch_all, &pages));
}
