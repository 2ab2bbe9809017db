/* pool.h -- waiting for what libuv's threads do on a task's behalf. */
#ifndef OVERLAP_ASYNC_OUTSIDE_POOL_H
#define OVERLAP_ASYNC_OUTSIDE_POOL_H

#include <stdatomic.h>

#include "async/runtime/loop.h"

/* Beside the request, on the stack of the task, which does not go on before
 * libuv is through with both. */
struct pool_wait {
    struct async_task *task;
    atomic_int stop; /* not 0: whoever works on it may give up */
    bool done;
};

/* For the request's callback. */
void pool_done(struct pool_wait *wait);

/* Waits for a request to be done. When the task is cancelled, or the clock
 * reads `until_ns`, a request that no thread has begun is taken back, and one
 * that has is told to stop and waited for. Returns 0, -ECANCELED, -ETIMEDOUT:
 * why it was asked to. */
int pool_wait(struct pool_wait *wait, uv_req_t *req, uint64_t until_ns);

/* What to return: `why` if the request was taken back, and otherwise its own
 * result; the next wait is cancelled in place of the one that went well. */
ssize_t pool_result(const struct pool_wait *wait, int why, ssize_t result);

/* Asks SQLite, as io_query() does. */
int pool_query(struct io *io, const struct io_statement *query,
               uint64_t until_ns, struct io_rows *rows);

#endif
