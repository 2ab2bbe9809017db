/* threads.c -- how many threads the loop has (W7). */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench/semantics/semantic.h"
#include "bench/semantics/transcript.h"
#include "bench/semantics/workers.h"
#include "core/base/file.h"

#define SLEEPERS 100

static int threads_count(void)
{
    DIR *tasks = opendir("/proc/self/task");
    if (!tasks)
        return -errno;
    int count = 0;
    for (const struct dirent *entry; (entry = readdir(tasks));)
        count += entry->d_name[0] != '.';
    closedir(tasks);
    return count;
}

static void return_at_once(int index, void *arg)
{
    (void)index;
    (void)arg;
}

/* A sanitizer adds a thread of its own once the program has started one. */
static int threads_at_first(void)
{
    workers_run(WORKER_THREAD, 1, true, return_at_once, NULL);
    block(1); /* a thread stays listed for a moment after it is joined */
    return threads_count();
}

static void say_threads(const char *beside, int at_first)
{
    say("beside %s: %d more threads", beside, threads_count() - at_first);
}

static void block_a_while(void *arg)
{
    (void)arg;
    block(1);
}

static int sleep_a_while(struct io *io, void *arg)
{
    const bool *in_pool = arg;
    return *in_pool ? async_offload(io, block_a_while, NULL) : nap(io, 4);
}

static int wait_for_bytes(struct io *io, void *arg)
{
    const int *fd = arg;
    int ready = async_wait_fd(io, *fd, POLLIN);
    return ready < 0 ? ready : 0;
}

static int wait_for_socket(struct io *io, int at_first)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0)
        return -errno;
    struct async_task *task = spawn(io, wait_for_bytes, &pair[0]);
    nap(io, 1);
    say_threads("a socket", at_first);
    int err = write(pair[1], "", 1) == 1 ? 0 : -errno;
    int awaited = async_await(io, task);
    close(pair[0]);
    close(pair[1]);
    return err ? err : awaited;
}

static int waits_need_one_thread(struct io *io, const struct ask *ask)
{
    int at_first = threads_at_first();
    bool in_pool = ask->wrong;
    struct async_group group;
    async_group_open(&group, io);
    int err = 0;
    for (int i = 0; i < SLEEPERS && !err; i++)
        err = async_group_spawn(&group, sleep_a_while, &in_pool);
    nap(io, 2);
    say_threads("100 sleepers", at_first);
    if (!err)
        err = wait_for_socket(io, at_first);
    int failed = async_group_wait(&group);
    return err ? err : failed;
}

static int read_a_byte(struct io *io, int fd, bool in_place)
{
    char byte;
    if (in_place)
        return pread(fd, &byte, 1, 0) < 0 ? -errno : 0;
    ssize_t bytes = io_file_read(io, fd, &byte, 1, 0);
    return bytes < 0 ? (int)bytes : 0;
}

/* The pool has libuv's default size. */
static int files_need_a_pool(struct io *io, const struct ask *ask)
{
    unsetenv("UV_THREADPOOL_SIZE");
    FILE *file = file_unnamed();
    if (!file)
        return -errno;
    int at_first = threads_at_first();
    int err = read_a_byte(io, fileno(file), ask->wrong);
    say_threads("the first file", at_first);
    fclose(file);
    return err;
}

const struct semantic semantics_threads[] = {
    {"w7-waits", "W7", "timers and sockets need one thread",
     "sleeps in the pool", .main = waits_need_one_thread},
    {"w7-files", "W7", "the first file starts a pool of four threads",
     "reads it on the loop", .main = files_need_a_pool},
    {0},
};
