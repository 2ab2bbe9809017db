/* hello.c -- a task says Hello, waits, and says World.
 *
 * From document 2, "Basic Example". While it waits, other tasks could run.
 *
 *     Hello...
 *     World!
 */
#include <stdio.h>

#include "async/async.h"
#include "async/examples/example.h"

static int say_hello(struct io *io, void *arg)
{
    (void)arg;
    puts("Hello...");
    int err = io_sleep(io, seconds(1)); /* stands for a download */
    if (err)
        return err; /* the task was cancelled */
    puts("World!");
    return 0;
}

int main(int argc, char **argv)
{
    example_begin(argc, argv);
    return example_end(async_run(say_hello, NULL));
}
