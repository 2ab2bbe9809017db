/* gotcha_outside.c -- waiting where there is no task to suspend.
 *
 * From document 2, "Gotchas": Python can await only inside an async def. In C
 * a plain function may wait, if a task calls it. Elsewhere a call that waits
 * returns -EPERM at once; a debug build, or ASYNC_DEBUG=1, names it.
 *
 *     Outside a task: EPERM
 *     Inside io_compute(): EPERM
 *     In a plain function that a task calls: 0
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "async/async.h"
#include "async/examples/example.h"

static void tell(const char *where, int result)
{
    printf("%s: %s\n", where, strerrorname_np(-result));
}

static int plain_function(struct io *io)
{
    return async_yield(io);
}

static void work(void *io)
{
    tell("Inside io_compute()", async_yield(io));
}

static int run(struct io *io, void *arg)
{
    (void)arg;
    int err = io_compute(io, work, io);
    tell("In a plain function that a task calls", plain_function(io));
    return err;
}

int main(int argc, char **argv)
{
    example_begin(argc, argv);
    tell("Outside a task", async_yield(NULL));
    return example_end(async_run(run, NULL));
}
