/* hello_world.c -- two functions that wait: called in turn, then gathered.
 *
 * From document 5, "Basic Example" and "Concurrent Execution". It says that
 * once gathered they "run in parallel". They do not: one thread runs both, and
 * only their waits overlap.
 *
 *     Hello!
 *     World!
 *     In turn: 2.0 s
 *     Hello!
 *     World!
 *     Gathered: 1.0 s
 */
#include <stdio.h>

#include "async/async.h"
#include "async/examples/example.h"

static int say_hello(struct io *io, void *arg)
{
    (void)arg;
    int err = io_sleep(io, seconds(1));
    if (!err)
        puts("Hello!");
    return err;
}

static int say_world(struct io *io, void *arg)
{
    (void)arg;
    int err = io_sleep(io, seconds(1));
    if (!err)
        puts("World!");
    return err;
}

static int in_turn(struct io *io, void *arg)
{
    int err = say_hello(io, arg);
    return err ? err : say_world(io, arg);
}

static int gathered(struct io *io, void *arg)
{
    (void)arg;
    struct async_call calls[] = {{.fn = say_hello}, {.fn = say_world}};
    return async_gather(io, calls, 2);
}

int main(int argc, char **argv)
{
    example_begin(argc, argv);
    uint64_t begin_ns = io_now_ns();
    int err = async_run(in_turn, NULL);
    printf("In turn: %.1f s\n", seconds_since(begin_ns));
    begin_ns = io_now_ns();
    err = err ? err : async_run(gathered, NULL);
    printf("Gathered: %.1f s\n", seconds_since(begin_ns));
    return example_end(err);
}
