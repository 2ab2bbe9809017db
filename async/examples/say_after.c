/* say_after.c -- two calls that wait, one after the other.
 *
 * From document 4, "Basic Async Program". Calls that wait are still calls: the
 * second begins when the first has returned. Together they take 1 + 2 seconds;
 * as tasks (say_after_tasks.c) they would take 2.
 *
 *     Started
 *     Hello
 *     World
 *     Finished
 *     It took 3.0 s.
 */
#include <stdio.h>

#include "async/async.h"
#include "async/examples/example.h"

static int say_after(struct io *io, double delay_s, const char *message)
{
    int err = io_sleep(io, seconds(delay_s));
    if (err)
        return err;
    puts(message);
    return 0;
}

static int run(struct io *io, void *arg)
{
    (void)arg;
    uint64_t begin_ns = io_now_ns();
    puts("Started");
    int err = say_after(io, 1, "Hello");
    err = err ? err : say_after(io, 2, "World");
    if (err)
        return err;
    puts("Finished");
    printf("It took %.1f s.\n", seconds_since(begin_ns));
    return 0;
}

int main(int argc, char **argv)
{
    example_begin(argc, argv);
    return example_end(async_run(run, NULL));
}
