/* two_tasks.c -- two tasks each wait for a while, then print a message.
 *
 * From document 1, "basic_async.py". Gathered, both wait at the same time:
 * together they take as long as the longer one.
 *
 *     Task 2 has waited.
 *     Task 1 has waited.
 *     Both took 2.0 s.
 */
#include <stdio.h>

#include "async/async.h"
#include "async/examples/example.h"

struct turn {
    int number;
    double delay_s;
};

static int wait_and_print(struct io *io, void *arg)
{
    const struct turn *turn = arg;
    int err = io_sleep(io, seconds(turn->delay_s));
    if (err)
        return err;
    printf("Task %d has waited.\n", turn->number);
    return 0;
}

static int run_both(struct io *io, void *arg)
{
    (void)arg;
    uint64_t begin_ns = io_now_ns();
    struct turn first = {1, 2}, second = {2, 1};
    struct async_call calls[] = {
        {.fn = wait_and_print, .arg = &first},
        {.fn = wait_and_print, .arg = &second},
    };
    int err = async_gather(io, calls, 2);
    if (err)
        return err;
    printf("Both took %.1f s.\n", seconds_since(begin_ns));
    return 0;
}

int main(int argc, char **argv)
{
    example_begin(argc, argv);
    return example_end(async_run(run_both, NULL));
}
