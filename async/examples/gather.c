/* gather.c -- gather: results in order, and two ways to handle a failure.
 *
 * From document 3, "concurrency_using_async.py". What it leaves out: without
 * return_exceptions gather() fails at the first error, and the others go on.
 *
 *     1 is done.
 *     3 is done.
 *     The first error, at once: EIO
 *     4 is done.
 *     1 is done.
 *     3 is done.
 *     4 is done.
 *     Results in order: 1 EIO 3 4
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "async/async.h"
#include "async/examples/example.h"

static int numbers[] = {1, 2, 3, 4}; /* they outlive the first gather */

/* Number 4 takes longest, and number 2 fails before it. */
static int work(struct io *io, void *arg)
{
    int number = *(int *)arg;
    int err = io_sleep(io, seconds(number == 2 ? 3.5 : number));
    if (err || number == 2)
        return err ? err : -EIO;
    printf("%d is done.\n", number);
    return number;
}

static int run(struct io *io, void *arg)
{
    (void)arg;
    struct async_call calls[4] = {0};
    for (int i = 0; i < 4; i++)
        calls[i] = (struct async_call){.fn = work, .arg = &numbers[i]};
    int err = async_gather(io, calls, 4);
    printf("The first error, at once: %s\n", strerrorname_np(-err));
    err = io_sleep(io, seconds(1)); /* number 4 is still at it */
    err = err ? err : async_gather_all(io, calls, 4);
    printf("Results in order:");
    for (int i = 0; i < 4; i++)
        if (calls[i].result < 0)
            printf(" %s", strerrorname_np(-calls[i].result));
        else
            printf(" %d", calls[i].result);
    puts("");
    return err;
}

int main(int argc, char **argv)
{
    example_begin(argc, argv);
    return example_end(async_run(run, NULL));
}
