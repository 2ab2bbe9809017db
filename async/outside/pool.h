/* pool.h -- waiting for what libuv's threads do on a task's behalf. */
#ifndef OVERLAP_ASYNC_OUTSIDE_POOL_H
#define OVERLAP_ASYNC_OUTSIDE_POOL_H

#include <stdatomic.h>

#include "async/runtime/loop.h"

/* Lies beside the request on the task's stack; the task does not go on until
 * libuv is done with both. */
struct pool_wait {
    struct async_task *task;
    atomic_int stop; /* not 0: the thread that works on it may give up */
    bool done;
};

/* Wakes the task; for the request's callback. */
void pool_done(struct pool_wait *wait);

/* Takes back a uv_req_t that no thread has begun. */
void pool_withdraw(void *req);

/* Waits until a request is done. If the task is cancelled, or the clock reads
 * `until_ns`, withdraw(req) takes it back if nobody has begun it, and one that
 * is under way is told to stop and waited for; either way, the result is then
 * -ECANCELED or -ETIMEDOUT. Otherwise it is 0. */
int pool_wait(struct pool_wait *wait, void (*withdraw)(void *req), void *req,
              uint64_t until_ns);

/* What to return after pool_wait() returned `why`: `why` if the request was
 * taken back, otherwise the request's own `result`; a cancellation then applies
 * to the task's next wait. */
ssize_t pool_result(const struct pool_wait *wait, int why, ssize_t result);

/* io_query() on the loop, for SQLite. */
int pool_query(struct io *io, const struct io_statement *query,
               uint64_t until_ns, struct io_rows *rows);

#endif
