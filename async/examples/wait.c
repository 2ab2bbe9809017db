/* wait.c -- wait: for the first, for a while, for all; it cancels no task.
 *
 * From document 2, "Common asyncio Functions", whose table lists it.
 * Python's returns two unordered sets; here each task has its place.
 *
 *     The first: 1 done: B
 *     After a while: 2 done: A B
 *     All: 3 done: A B C
 */
#include <stdio.h>

#include "async/async.h"
#include "async/examples/example.h"

static const double delays_s[] = {2, 1, 4};

static int task(struct io *io, void *arg)
{
    const double *delay_s = arg;
    return io_sleep(io, seconds(*delay_s));
}

static void print_done(const char *when, const struct async_watch watches[3],
                       int done)
{
    printf("%s: %d done:", when, done);
    for (int i = 0; i < 3; i++)
        if (watches[i].done)
            printf(" %c", 'A' + i);
    puts("");
}

static int run(struct io *io, void *arg)
{
    (void)arg;
    struct async_watch watches[3] = {0};
    int err = 0;
    for (int i = 0; !err && i < 3; i++)
        err = async_spawn(io, task, (void *)&delays_s[i], &watches[i].task);
    if (err)
        return err; /* the run ends, and so do those that were made */
    int done = async_wait(io, watches, 3, ASYNC_FIRST_DONE, IO_NEVER);
    print_done("The first", watches, done);
    done = async_wait(io, watches, 3, ASYNC_ALL_DONE, seconds(2));
    print_done("After a while", watches, done);
    done = async_wait(io, watches, 3, ASYNC_ALL_DONE, IO_NEVER);
    print_done("All", watches, done);
    for (int i = 0; i < 3; i++)
        async_detach(watches[i].task);
    return done < 0 ? done : 0;
}

int main(int argc, char **argv)
{
    example_begin(argc, argv);
    return example_end(async_run(run, NULL));
}
