/* race.c -- the first of three servers to answer wins; the others are stopped.
 *
 * Any URLs may be given. Of a server that fails, the next one's answer is
 * waited for.
 *
 *     the third answered first, in 0.1 s
 *     the first: Operation canceled
 *     the second: Operation canceled
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "async/async.h"
#include "async/examples/example.h"

#define RUNNERS 3

static const char *const names[] = {"the first", "the second", "the third"};

static int fetch(struct io *io, void *arg)
{
    struct io_reply reply;
    return io_http_get(io, arg, &reply);
}

/* The number of the first that succeeds, or the last one's error. */
static int first_to_succeed(struct io *io, struct async_watch *watches)
{
    struct async_completed completed;
    struct async_watch *watch;
    int err;
    async_completed_open(&completed, watches, RUNNERS);
    do {
        err = async_completed_next(io, &completed, &watch);
    } while (!err && watch->result < 0);
    async_completed_close(&completed);
    return err ? err : (int)(watch - watches);
}

static int run(struct io *io, void *arg)
{
    const struct pages *pages = arg;
    struct async_watch watches[RUNNERS];
    uint64_t begin_ns = io_now_ns();
    for (int i = 0; i < RUNNERS; i++) {
        int err =
            async_spawn(io, fetch, (void *)pages->urls[i], &watches[i].task);
        if (err)
            return err;
    }
    int winner = first_to_succeed(io, watches);
    if (winner >= 0)
        printf("%s answered first, in %.1f s\n", names[winner],
               seconds_since(begin_ns));
    for (int i = 0; i < RUNNERS; i++) {
        async_cancel(watches[i].task);
        int err = async_await(io, watches[i].task);
        if (i != winner)
            printf("%s: %s\n", names[i], strerrordesc_np(-err));
    }
    return winner < 0 ? winner : 0;
}

int main(int argc, char **argv)
{
    example_begin(argc, argv);
    struct pages pages = example_pages(RUNNERS, 3, 1);
    if (pages.count < RUNNERS) {
        fprintf(stderr, "expected %d URLs\n", RUNNERS);
        return 2;
    }
    return example_end(async_run(run, &pages));
}
