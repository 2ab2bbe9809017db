/* pool.c -- threads that run tasks, at most `width` at a time. */
#include "pool.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

struct job {
    pool_task *task;
    void *arg;
};

struct pool {
    pthread_mutex_t lock;
    pthread_cond_t filled, emptied, done;
    struct job *jobs; /* a ring of `room` */
    unsigned room, first, count;
    unsigned running; /* taken and not yet done */
    int error;        /* of the first task that failed, since the last wait */
    bool closing;
    unsigned width;
    pthread_t threads[];
};

/* Takes the next job, or returns false: there will be none. */
static bool job_take(struct pool *pool, struct job *job)
{
    while (pool->count == 0 && !pool->closing)
        pthread_cond_wait(&pool->filled, &pool->lock);
    if (pool->count == 0)
        return false;
    *job = pool->jobs[pool->first];
    pool->first = (pool->first + 1) % pool->room;
    pool->count--;
    pool->running++;
    pthread_cond_signal(&pool->emptied);
    return true;
}

static void job_end(struct pool *pool, int error)
{
    if (error < 0 && pool->error == 0)
        pool->error = error;
    pool->running--;
    if (pool->running == 0 && pool->count == 0)
        pthread_cond_broadcast(&pool->done);
}

static void *run(void *arg)
{
    struct pool *pool = arg;
    struct job job;
    pthread_mutex_lock(&pool->lock);
    while (job_take(pool, &job)) {
        pthread_mutex_unlock(&pool->lock);
        int error = job.task(job.arg);
        pthread_mutex_lock(&pool->lock);
        job_end(pool, error);
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

struct pool *pool_open(unsigned width, unsigned room)
{
    struct pool *pool = calloc(1, sizeof *pool + width * sizeof *pool->threads);
    if (!pool)
        return NULL;
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->filled, NULL);
    pthread_cond_init(&pool->emptied, NULL);
    pthread_cond_init(&pool->done, NULL);
    pool->room = room;
    pool->jobs = calloc(room, sizeof *pool->jobs);
    bool started = pool->jobs;
    while (started && pool->width < width) {
        started =
            pthread_create(&pool->threads[pool->width], NULL, run, pool) == 0;
        pool->width += started;
    }
    if (started)
        return pool;
    pool_close(pool);
    return NULL;
}

int pool_submit(struct pool *pool, pool_task *task, void *arg)
{
    pthread_mutex_lock(&pool->lock);
    while (pool->count == pool->room)
        pthread_cond_wait(&pool->emptied, &pool->lock);
    unsigned last = (pool->first + pool->count) % pool->room;
    pool->jobs[last] = (struct job){task, arg};
    pool->count++;
    pthread_cond_signal(&pool->filled);
    pthread_mutex_unlock(&pool->lock);
    return 0;
}

int pool_wait(struct pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    while (pool->count > 0 || pool->running > 0)
        pthread_cond_wait(&pool->done, &pool->lock);
    int error = pool->error;
    pool->error = 0;
    pthread_mutex_unlock(&pool->lock);
    return error;
}

int pool_close(struct pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    pool->closing = true;
    pthread_cond_broadcast(&pool->filled);
    pthread_mutex_unlock(&pool->lock);
    for (unsigned i = 0; i < pool->width; i++)
        pthread_join(pool->threads[i], NULL);
    int error = pool->error;
    pthread_cond_destroy(&pool->done);
    pthread_cond_destroy(&pool->emptied);
    pthread_cond_destroy(&pool->filled);
    pthread_mutex_destroy(&pool->lock);
    free(pool->jobs);
    free(pool);
    return error;
}
