/* gotcha_run_twice.c -- a loop inside a loop is refused; a second one is not.
 *
 * From document 2, "Gotchas": "Use asyncio.run() only once per program entry".
 * Two loops cannot run in one thread at the same time; one after the other is
 * fine, here as in Python.
 *
 *     Inside a task: EALREADY
 *     First: 1
 *     Second: 2
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "async/async.h"
#include "async/examples/example.h"

static int count(struct io *io, void *arg)
{
    int *runs = arg;
    int err = async_yield(io);
    return err ? err : ++*runs;
}

static int run_inside(struct io *io, void *arg)
{
    (void)io;
    int err = async_run(count, arg);
    printf("Inside a task: %s\n", strerrorname_np(-err));
    return 0;
}

int main(int argc, char **argv)
{
    example_begin(argc, argv);
    int runs = 0;
    int err = async_run(run_inside, &runs);
    printf("First: %d\n", async_run(count, &runs));
    printf("Second: %d\n", async_run(count, &runs));
    return example_end(err);
}
