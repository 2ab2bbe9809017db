/* fetch_in_order.c -- fetches pages at once and prints them in order.
 *
 * From document 5, "Real-World Example", and document 1, "aiohttp_example.py".
 * One prints the length of each page, the other a snippet of it; this prints
 * both. Each task keeps what it got, and we print when all have come. Any URLs
 * may be given.
 *
 *     Content from http://127.0.0.1:8080/?delay=300ms: abcdefghij... (1024)
 *     Content from http://127.0.0.1:8080/?delay=200ms: abcdefghij... (1024)
 *     Content from http://127.0.0.1:8080/?delay=100ms: abcdefghij... (1024)
 *     Over 3 connections.
 */
#include <stdio.h>

#include "async/async.h"
#include "async/examples/example.h"

#define SNIPPET 10

struct fetched {
    const char *url;
    char snippet[SNIPPET + 1];
    struct io_reply reply;
};

static int fetch_url(struct io *io, void *arg)
{
    struct fetched *page = arg;
    struct io_request request = {
        .url = page->url, .buffer = page->snippet, .capacity = SNIPPET};
    return async_fetch(io, &request, &page->reply);
}

static int fetch_all(struct io *io, void *arg)
{
    const struct pages *pages = arg;
    struct fetched page[EXAMPLE_PAGES_MAX];
    struct async_call calls[EXAMPLE_PAGES_MAX] = {0};
    for (int i = 0; i < pages->count; i++) {
        page[i] = (struct fetched){.url = pages->urls[i]};
        calls[i] = (struct async_call){.fn = fetch_url, .arg = &page[i]};
    }
    int err = async_gather_all(io, calls, pages->count);
    for (int i = 0; i < pages->count; i++)
        if (calls[i].result < 0)
            printf("Nothing from %s: %s\n", page[i].url, page[i].reply.reason);
        else
            printf("Content from %s: %s... (%zu)\n", page[i].url,
                   page[i].snippet, page[i].reply.bytes);
    return err;
}

int main(int argc, char **argv)
{
    example_begin(argc, argv);
    struct pages pages = example_pages(3, 3, 1);
    struct counts counts;
    int err = async_run(fetch_all, &pages);
    if (example_counts(&counts))
        printf("Over %d connections.\n", counts.connections);
    return example_end(err);
}
