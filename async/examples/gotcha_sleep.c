/* gotcha_sleep.c -- a sleep that blocks holds up all other tasks.
 *
 * From document 2, "Gotchas". nanosleep() stops the thread, and with it the
 * loop and every task: the waits add up. ASYNC_DEBUG=1 names such a task, and
 * ASYNC_DEBUG=5ms one that blocks for so little; both show its stack.
 *
 *     Blocking:
 *     A begins, A ends, B begins, B ends, C begins, C ends, after 3.0 s
 *     Suspending:
 *     A begins, B begins, C begins, A ends, B ends, C ends, after 1.0 s
 */
#include <stdio.h>
#include <time.h>

#include "async/async.h"
#include "async/examples/example.h"

static int block(struct io *io, void *arg)
{
    const char *name = arg;
    uint64_t ns = seconds(1);
    (void)io;
    printf("%s begins, ", name);
    struct timespec left = {.tv_sec = (time_t)(ns / 1000000000),
                            .tv_nsec = (long)(ns % 1000000000)};
    while (nanosleep(&left, &left) != 0) /* a signal came */
        continue;
    printf("%s ends, ", name);
    return 0;
}

static int suspend(struct io *io, void *arg)
{
    const char *name = arg;
    printf("%s begins, ", name);
    int err = io_sleep(io, seconds(1));
    printf("%s ends, ", name);
    return err;
}

static int three(struct io *io, async_fn *fn)
{
    struct async_call calls[] = {
        {.fn = fn, .arg = "A"},
        {.fn = fn, .arg = "B"},
        {.fn = fn, .arg = "C"},
    };
    uint64_t begin_ns = io_now_ns();
    int err = async_gather(io, calls, 3);
    printf("after %.1f s\n", seconds_since(begin_ns));
    return err;
}

static int run(struct io *io, void *arg)
{
    (void)arg;
    puts("Blocking:");
    int err = three(io, block);
    puts("Suspending:");
    return err ? err : three(io, suspend);
}

int main(int argc, char **argv)
{
    example_begin(argc, argv);
    return example_end(async_run(run, NULL));
}
