/* pool_threads.c -- whether libuv's pool can have its threads. */
#include "async/outside/pool_threads.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uv.h>

#define THREADS_MAX 1024 /* libuv's, as is the rest */
#define THREADS     4
#define STACK_BYTES ((size_t)8 << 20)
#define LOOKS_MAX   1000
#define LOOK_US     100

static _Atomic pid_t ready; /* the process whose pool has its threads */

static int pool_size(void)
{
    const char *asked = getenv("UV_THREADPOOL_SIZE");
    int size = asked ? atoi(asked) : THREADS;
    return size < 1 ? 1 : size > THREADS_MAX ? THREADS_MAX : size;
}

static void wait_for_all(void *gate)
{
    uv_sem_wait(gate);
}

/* A thread that was joined still counts for a moment, until it is gone from
 * this folder, which has a link for each. */
static nlink_t count_threads(void)
{
    struct stat threads;
    return stat("/proc/self/task", &threads) ? 0 : threads.st_nlink;
}

static int start_and_end(uv_thread_t *threads, int wanted, uv_sem_t *gate)
{
    const uv_thread_options_t options = {.flags = UV_THREAD_HAS_STACK_SIZE,
                                         .stack_size = STACK_BYTES};
    nlink_t before = count_threads();
    int started = 0, err = 0;
    while (started < wanted && !err) {
        err = uv_thread_create_ex(&threads[started], &options, wait_for_all,
                                  gate);
        started += !err;
    }
    for (int i = 0; i < started; i++)
        uv_sem_post(gate);
    while (started > 0)
        uv_thread_join(&threads[--started]);
    for (int i = 0; i < LOOKS_MAX && count_threads() > before; i++)
        usleep(LOOK_US);
    return err;
}

int pool_threads_probe(void)
{
    pid_t self = getpid();
    if (atomic_load(&ready) == self)
        return 0;
    int wanted = pool_size();
    uv_sem_t gate;
    uv_thread_t *threads = calloc((size_t)wanted, sizeof *threads);
    int err = threads ? uv_sem_init(&gate, 0) : UV_ENOMEM;
    if (!err) {
        err = start_and_end(threads, wanted, &gate);
        uv_sem_destroy(&gate);
    }
    free(threads);
    if (!err)
        atomic_store(&ready, self);
    return err;
}
