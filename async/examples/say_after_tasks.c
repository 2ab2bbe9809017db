/* say_after_tasks.c -- the same two waits, each in a task of its own.
 *
 * From document 4, "Concurrent Tasks". Both wait from the start: together
 * they take 2 seconds, where the calls of say_after.c take 3.
 *
 *     Started
 *     Hello
 *     World
 *     Finished
 *     It took 2.0 s.
 */
#include <stdio.h>

#include "async/async.h"
#include "async/examples/example.h"

struct saying {
    double delay_s;
    const char *message;
};

static int say_after(struct io *io, void *arg)
{
    const struct saying *saying = arg;
    int err = io_sleep(io, seconds(saying->delay_s));
    if (err)
        return err;
    puts(saying->message);
    return 0;
}

static int run(struct io *io, void *arg)
{
    (void)arg;
    uint64_t begin_ns = io_now_ns();
    struct saying hello = {1, "Hello"}, world = {2, "World"};
    struct async_task *task1, *task2;
    int err = async_spawn(io, say_after, &hello, &task1);
    if (err)
        return err;
    err = async_spawn(io, say_after, &world, &task2);
    puts("Started");
    int err1 = async_await(io, task1);
    int err2 = err ? err : async_await(io, task2);
    if (err1 || err2)
        return err1 ? err1 : err2;
    puts("Finished");
    printf("It took %.1f s.\n", seconds_since(begin_ns));
    return 0;
}

int main(int argc, char **argv)
{
    example_begin(argc, argv);
    return example_end(async_run(run, NULL));
}
