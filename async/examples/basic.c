/* basic.c -- a call, tasks, and code that knows nothing of the loop.
 *
 * From document 3, "basic.py": running coroutines, turning them into tasks,
 * mixing synchronous and asynchronous code. Short code may run in place; code
 * that blocks belongs in a thread, where it holds up no task.
 *
 *     called: ready after 1.0 s
 *     as tasks: 3 ready after 1.0 s
 *     blocking code in a thread, and a task: ready after 1.0 s
 */
#include <stdio.h>
#include <time.h>

#include "async/async.h"
#include "async/examples/example.h"

static int fetch_data(struct io *io, void *arg)
{
    (void)arg;
    return io_sleep(io, seconds(1));
}

static void blocking_code(void *arg) /* of a library, say */
{
    (void)arg;
    uint64_t ns = seconds(1);
    nanosleep(
        &(struct timespec){(time_t)(ns / 1000000000), (long)(ns % 1000000000)},
        NULL);
}

static int run_blocking_code(struct io *io, void *arg)
{
    return async_offload(io, blocking_code, arg);
}

static int run(struct io *io, void *arg)
{
    uint64_t begin_ns = io_now_ns();
    int err = fetch_data(io, arg);
    printf("called: ready after %.1f s\n", seconds_since(begin_ns));
    begin_ns = io_now_ns();
    struct async_call tasks[] = {
        {.fn = fetch_data}, {.fn = fetch_data}, {.fn = fetch_data}};
    err = err ? err : async_gather(io, tasks, 3);
    printf("as tasks: 3 ready after %.1f s\n", seconds_since(begin_ns));
    begin_ns = io_now_ns();
    struct async_call mixed[] = {{.fn = run_blocking_code}, {.fn = fetch_data}};
    err = err ? err : async_gather(io, mixed, 2);
    printf("blocking code in a thread, and a task: ready after %.1f s\n",
           seconds_since(begin_ns));
    return err;
}

int main(int argc, char **argv)
{
    example_begin(argc, argv);
    return example_end(async_run(run, NULL));
}
