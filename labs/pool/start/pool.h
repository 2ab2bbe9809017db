/* pool.h -- threads that run tasks, at most `width` at a time. */
#ifndef POOL_H
#define POOL_H

struct pool;

/* A task: returns 0, or a negative errno value. */
typedef int pool_task(void *arg);

/* Starts a pool of `width` threads, with room for `room` tasks that none of
 * them has taken yet. NULL: it could not be started. */
struct pool *pool_open(unsigned width, unsigned room);

/* Has a thread call `task` with `arg`. While as many tasks as there is room for
 * have not been taken, it waits. Tasks are taken in the order in which they were
 * submitted. Returns 0. */
int pool_submit(struct pool *pool, pool_task *task, void *arg);

/* Waits until all tasks submitted before are done. Returns 0, or what the first
 * task that failed has returned (the first to end, since the last wait). */
int pool_wait(struct pool *pool);

/* Runs what was submitted, ends the threads, and frees the pool. Returns as
 * pool_wait(). */
int pool_close(struct pool *pool);

#endif
