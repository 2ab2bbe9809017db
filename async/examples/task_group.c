/* task_group.c -- a group: one task fails, and the others are cancelled.
 *
 * From document 3, "concurrency_using_async.py". It says that tasks need
 * handlers of their own; they do not, for the group collects every failure. A
 * task that is cancelled may clean up.
 *
 *     1 is done.
 *     2 fails.
 *     3 was cancelled, and cleans up.
 *     The group returns EIO; 1 failed:
 *       number 2, EIO
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "async/async.h"
#include "async/examples/example.h"

static int work(struct io *io, void *arg)
{
    int number = *(int *)arg;
    int err = io_sleep(io, seconds(number));
    if (err) {
        printf("%d was cancelled, and cleans up.\n", number);
        return err;
    }
    printf("%d %s.\n", number, number == 2 ? "fails" : "is done");
    return number == 2 ? -EIO : 0;
}

static int run(struct io *io, void *arg)
{
    (void)arg;
    int numbers[] = {1, 2, 3};
    struct async_failure failures[3];
    struct async_group group;
    async_group_open(&group, io);
    async_group_report(&group, failures, 3);
    int err = 0;
    for (int i = 0; !err && i < 3; i++)
        err = async_group_spawn(&group, work, &numbers[i]);
    int failed = async_group_wait(&group);
    printf("The group returns %s; %d failed:\n", strerrorname_np(-failed),
           group.failed);
    for (int i = 0; i < group.failed; i++)
        printf("  number %d, %s\n", *(int *)failures[i].arg,
               strerrorname_np(-failures[i].err));
    return err;
}

int main(int argc, char **argv)
{
    example_begin(argc, argv);
    return example_end(async_run(run, NULL));
}
