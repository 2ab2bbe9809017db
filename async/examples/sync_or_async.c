/* sync_or_async.c -- the same three tasks, one after another and together.
 *
 * From document 2, "Async vs Sync", whose two halves print different things:
 * here both do the same. The task is one function; the io that it is
 * handed decides whether the thread or only the task waits.
 *
 *     Done
 *     Done
 *     Done
 *     synchronous: 3.0 s
 *     Done
 *     Done
 *     Done
 *     asynchronous: 1.0 s
 */
#include <stdio.h>

#include "async/async.h"
#include "async/examples/example.h"
#include "core/io/blocking.h"

static int task(struct io *io, void *arg)
{
    (void)arg;
    int err = io_sleep(io, seconds(1));
    if (!err)
        puts("Done");
    return err;
}

static int sync_main(void)
{
    struct blocking thread;
    int err = 0;
    blocking_open(&thread, -1);
    for (int i = 0; !err && i < 3; i++)
        err = task(&thread.io, NULL);
    blocking_close(&thread);
    return err;
}

static int async_main(struct io *io, void *arg)
{
    (void)arg;
    struct async_call calls[] = {{.fn = task}, {.fn = task}, {.fn = task}};
    return async_gather(io, calls, 3);
}

int main(int argc, char **argv)
{
    example_begin(argc, argv);
    uint64_t begin_ns = io_now_ns();
    int err = sync_main();
    printf("synchronous: %.1f s\n", seconds_since(begin_ns));
    begin_ns = io_now_ns();
    err = err ? err : async_run(async_main, NULL);
    printf("asynchronous: %.1f s\n", seconds_since(begin_ns));
    return example_end(err);
}
