/* three_tasks.c -- A, B and C begin in order and end by their delays.
 *
 * From document 2, "Running Multiple Coroutines Concurrently". All wait at
 * the same time: together they take as long as C alone.
 *
 *     Task A started
 *     Task B started
 *     Task C started
 *     Task B finished
 *     Task A finished
 *     Task C finished
 */
#include <stdio.h>

#include "async/async.h"
#include "async/examples/example.h"

struct delay {
    const char *name;
    double delay_s;
};

static int task(struct io *io, void *arg)
{
    const struct delay *delay = arg;
    printf("Task %s started\n", delay->name);
    int err = io_sleep(io, seconds(delay->delay_s));
    if (err)
        return err;
    printf("Task %s finished\n", delay->name);
    return 0;
}

static int run_all(struct io *io, void *arg)
{
    (void)arg;
    struct delay a = {"A", 2}, b = {"B", 1}, c = {"C", 3};
    struct async_call calls[] = {
        {.fn = task, .arg = &a},
        {.fn = task, .arg = &b},
        {.fn = task, .arg = &c},
    };
    return async_gather(io, calls, 3);
}

int main(int argc, char **argv)
{
    example_begin(argc, argv);
    return example_end(async_run(run_all, NULL));
}
