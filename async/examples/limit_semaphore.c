/* limit_semaphore.c -- a semaphore: no more than three requests at once.
 *
 * From document 3, "Rate Limiting". It limits how many are in flight, not how
 * many start in a second: a faster server would get more. The server's own
 * counts are printed, too. Any URLs may be given.
 *
 *     9 pages in 3.0 s
 *     The server got 9 requests, 3 at once.
 */
#include <stdio.h>

#include "async/async.h"
#include "async/examples/example.h"

static struct async_semaphore limit = {.permits = 3};

static int fetch(struct io *io, void *arg)
{
    struct io_reply reply;
    int err = async_semaphore_acquire(io, &limit);
    if (err)
        return err;
    err = io_http_get(io, arg, &reply);
    async_semaphore_release(&limit);
    return err;
}

static int fetch_all(struct io *io, void *arg)
{
    const struct pages *pages = arg;
    struct async_call calls[EXAMPLE_PAGES_MAX] = {0};
    for (int i = 0; i < pages->count; i++)
        calls[i] =
            (struct async_call){.fn = fetch, .arg = (void *)pages->urls[i]};
    return async_gather_all(io, calls, pages->count);
}

int main(int argc, char **argv)
{
    example_begin(argc, argv);
    struct pages pages = example_pages(9, 1, 1);
    struct counts counts;
    uint64_t begin_ns = io_now_ns();
    int err = async_run(fetch_all, &pages);
    printf("%d pages in %.1f s\n", pages.count, seconds_since(begin_ns));
    if (example_counts(&counts))
        printf("The server got %d requests, %d at once.\n", counts.requests,
               counts.at_once);
    return example_end(err);
}
