/* limit_sleep.c -- a sleep before each request, and where it must be to help.
 *
 * From document 3, "Rate Limiting". When each task sleeps by itself, all wake
 * together: the burst only comes later. Whatever starts the tasks must sleep
 * between them. The server's counts are printed. Any URLs may be given.
 *
 *     Each task sleeps first: 5 requests, 5 at once.
 *     A sleep between starts: 5 requests, 1 at once.
 */
#include <stdio.h>

#include "async/async.h"
#include "async/examples/example.h"

static int fetch(struct io *io, void *arg)
{
    struct io_reply reply;
    return io_http_get(io, arg, &reply);
}

static int sleep_and_fetch(struct io *io, void *arg)
{
    int err = io_sleep(io, seconds(2));
    return err ? err : fetch(io, arg);
}

static int each_sleeps(struct io *io, void *arg)
{
    const struct pages *pages = arg;
    struct async_call calls[EXAMPLE_PAGES_MAX] = {0};
    for (int i = 0; i < pages->count; i++)
        calls[i] = (struct async_call){.fn = sleep_and_fetch,
                                       .arg = (void *)pages->urls[i]};
    return async_gather_all(io, calls, pages->count);
}

static int sleep_between(struct io *io, void *arg)
{
    const struct pages *pages = arg;
    struct async_group group;
    int err = 0;
    async_group_open(&group, io);
    for (int i = 0; !err && i < pages->count; i++) {
        err = async_group_spawn(&group, fetch, (void *)pages->urls[i]);
        err = err ? err : io_sleep(io, seconds(2));
    }
    int failed = async_group_wait(&group);
    return err ? err : failed;
}

static int tell(const char *how, async_fn *fn, struct pages *pages)
{
    struct counts counts;
    int err = async_run(fn, pages);
    if (example_counts(&counts))
        printf("%s: %d requests, %d at once.\n", how, counts.requests,
               counts.at_once);
    return err;
}

int main(int argc, char **argv)
{
    example_begin(argc, argv);
    struct pages pages = example_pages(5, 1, 1);
    int err = tell("Each task sleeps first", each_sleeps, &pages);
    err = err ? err : tell("A sleep between starts", sleep_between, &pages);
    return example_end(err);
}
