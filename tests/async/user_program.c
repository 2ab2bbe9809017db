/* user_program.c -- what a user would write with the installed header alone.
 *
 * Two workers take words from a queue until a null pointer comes; a third task
 * is too slow for its time limit. */
#include <async/async.h>
#include <stdio.h>

#define MS UINT64_C(1000000)

static int worker(struct io *io, void *arg)
{
    void *word = NULL;
    int err = async_queue_get(io, arg, &word);
    while (!err && word) {
        printf("took %s\n", (const char *)word);
        err = io_sleep(io, 5 * MS);
        err = err ? err : async_queue_get(io, arg, &word);
    }
    return err;
}

static int run(struct io *io, void *arg)
{
    char *words[] = {"one", "two", "three", NULL, NULL};
    void *slots[2];
    struct async_queue queue;
    struct async_group group;
    struct async_timeout limit;
    (void)arg;
    async_queue_open(&queue, slots, 2);
    async_group_open(&group, io);
    int err = async_group_spawn(&group, worker, &queue);
    err = err ? err : async_group_spawn(&group, worker, &queue);
    for (int i = 0; !err && i < 5; i++)
        err = async_queue_put(io, &queue, words[i]);
    int failed = async_group_wait(&group);
    async_timeout_open(&limit, io, 5 * MS);
    int late = async_timeout_close(&limit, io_sleep(io, 60000 * MS));
    printf("%s\n", late < 0 && limit.expired ? "too late" : "in time");
    return err ? err : failed;
}

int main(void)
{
    return async_run(run, NULL) < 0;
}
