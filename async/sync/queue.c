/* queue.c -- a bounded queue: a permit for each item and for each space. */
#include <assert.h>
#include <errno.h>
#include <stdio.h>

#include "async/runtime/suspend.h"
#include "async/sync/semaphore.h"

static void describe_queue(const void *object, FILE *out)
{
    const struct async_queue *queue = object;
    if (queue->name)
        fprintf(out, " '%s'", queue->name);
}

static const struct wait_kind put_kind = {.what = "space in the queue",
                                          .describe = describe_queue};
static const struct wait_kind get_kind = {.what = "an item in the queue",
                                          .describe = describe_queue};

static void queue_add(struct async_queue *queue, void *item)
{
    int end = queue->first + queue->count++;
    queue->slots[end < queue->capacity ? end : end - queue->capacity] = item;
    async_semaphore_release(&queue->items);
}

static void *queue_take(struct async_queue *queue)
{
    void *item = queue->slots[queue->first];
    if (++queue->first == queue->capacity)
        queue->first = 0;
    queue->count--;
    async_semaphore_release(&queue->spaces);
    return item;
}

void async_queue_open(struct async_queue *queue, void **slots, int capacity)
{
    assert(capacity > 0);
    *queue = (struct async_queue){
        .slots = slots, .capacity = capacity, .spaces = {.permits = capacity}};
}

int async_queue_put(struct io *io, struct async_queue *queue, void *item)
{
    struct async_task *task = task_enter(io, __func__);
    if (!task)
        return -EPERM;
    int err = semaphore_acquire(task, &queue->spaces, &put_kind, queue);
    if (err)
        return err;
    queue_add(queue, item);
    return 0;
}

int async_queue_get(struct io *io, struct async_queue *queue, void **item)
{
    struct async_task *task = task_enter(io, __func__);
    if (!task)
        return -EPERM;
    int err = semaphore_acquire(task, &queue->items, &get_kind, queue);
    if (err)
        return err;
    *item = queue_take(queue);
    return 0;
}

int async_queue_put_nowait(struct async_queue *queue, void *item)
{
    if (queue->spaces.permits == 0)
        return -EAGAIN;
    queue->spaces.permits--;
    queue_add(queue, item);
    return 0;
}

int async_queue_get_nowait(struct async_queue *queue, void **item)
{
    if (queue->items.permits == 0)
        return -EAGAIN;
    queue->items.permits--;
    *item = queue_take(queue);
    return 0;
}
