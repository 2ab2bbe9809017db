/* create_task.c -- a background task, and something else to do meanwhile.
 *
 * From document 2, "Creating & Managing Tasks". The task begins when we first
 * wait, not when it is made. async_await() returns its result; it, or else
 * async_detach(), must be called once.
 *
 *     Waiting for task...
 *     Doing something else
 *     Doing something else
 *     Task done
 *     It returned 42.
 */
#include <stdio.h>

#include "async/async.h"
#include "async/examples/example.h"

static int my_task(struct io *io, void *arg)
{
    (void)arg;
    int err = io_sleep(io, seconds(1));
    if (err)
        return err;
    puts("Task done");
    return 42;
}

static int run(struct io *io, void *arg)
{
    (void)arg;
    struct async_task *task;
    int err = async_spawn(io, my_task, NULL, &task); /* schedules it */
    if (err)
        return err;
    puts("Waiting for task...");
    for (int i = 0; !err && i < 2; i++) {
        err = io_sleep(io, seconds(0.25));
        puts("Doing something else");
    }
    int answer = async_await(io, task);
    printf("It returned %d.\n", answer);
    return err;
}

int main(int argc, char **argv)
{
    example_begin(argc, argv);
    return example_end(async_run(run, NULL));
}
