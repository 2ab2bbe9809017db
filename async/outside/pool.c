/* pool.c -- blocking work, in libuv's thread pool. */
#include "async/outside/pool.h"

#include <errno.h>

#include "async/outside/pool_threads.h"
#include "async/runtime/suspend.h"
#include "core/io/db/session.h"

void pool_done(struct pool_wait *wait)
{
    wait->done = true;
    task_wake(wait->task, 0);
}

void pool_withdraw(void *req)
{
    uv_cancel(req);
}

int pool_wait(struct pool_wait *wait, void (*withdraw)(void *req), void *req,
              uint64_t until_ns)
{
    int why = 0;
    while (!wait->done) {
        if (why) {
            task_wait_committed(wait->task);
            continue;
        }
        why = task_wait(wait->task, until_ns);
        if (why && !wait->done) {
            atomic_store(&wait->stop, 1);
            task_call(wait->task, withdraw, req);
        }
    }
    return why;
}

ssize_t pool_result(const struct pool_wait *wait, int why, ssize_t result)
{
    if (result == UV_ECANCELED)
        return why ? why : result;
    if (why == -ECANCELED)
        wait->task->canceled = true;
    return result;
}

/* Work for a thread of the pool. */
struct work_item {
    uv_work_t work;
    struct pool_wait wait;
    int (*run)(struct work_item *item);
    int result;
    int err; /* why it could not be queued, or 0 */
};

static void on_work(uv_work_t *work)
{
    struct work_item *item = work->data;
    item->result = item->run(item);
}

static void on_worked(uv_work_t *work, int status)
{
    struct work_item *item = work->data;
    if (status < 0)
        item->result = status;
    pool_done(&item->wait);
}

static void on_queue(void *arg)
{
    struct work_item *item = arg;
    item->work.data = item;
    item->err = pool_threads_probe();
    if (!item->err)
        uv_queue_work(&item->wait.task->loop->uv, &item->work, on_work,
                      on_worked);
}

static int item_run(struct work_item *item, uint64_t until_ns)
{
    task_call(item->wait.task, on_queue, item);
    if (item->err)
        return item->err;
    int why = pool_wait(&item->wait, pool_withdraw, &item->work, until_ns);
    return (int)pool_result(&item->wait, why, item->result);
}

struct offload {
    struct work_item item; /* first */
    void (*fn)(void *arg);
    void *arg;
};

static int offload_run(struct work_item *item)
{
    struct offload *offload = (struct offload *)item;
    offload->fn(offload->arg);
    return 0;
}

int async_offload(struct io *io, void (*fn)(void *arg), void *arg)
{
    if (!task_enter(io, __func__))
        return -EPERM;
    struct offload offload = {
        .item = {.wait.task = task_of(io), .run = offload_run},
        .fn = fn,
        .arg = arg,
    };
    return item_run(&offload.item, io->deadline_ns);
}

struct pool_question {
    struct work_item item; /* first */
    const struct io_statement *query;
    uint64_t until_ns;
    struct io_rows *rows;
};

static int question_run(struct work_item *item)
{
    struct pool_question *question = (struct pool_question *)item;
    return session_ask(question->query, &item->wait.stop, -1,
                       question->until_ns, question->rows);
}

int pool_query(struct io *io, const struct io_statement *query,
               uint64_t until_ns, struct io_rows *rows)
{
    struct pool_question question = {
        .item = {.wait.task = task_of(io), .run = question_run},
        .query = query,
        .until_ns = until_ns,
        .rows = rows,
    };
    return item_run(&question.item, until_ns);
}
