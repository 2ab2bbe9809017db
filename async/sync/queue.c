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

static const struct wait_kind join_kind = {
    .what = "what is in the queue to be dealt with",
    .describe = describe_queue};

static bool comes_first(const struct async_queue *queue, int a, int b)
{
    return queue->compare(queue->slots[a], queue->slots[b]) < 0;
}

static void swap(void **slots, int a, int b)
{
    void *item = slots[a];
    slots[a] = slots[b];
    slots[b] = item;
}

/* The slots are a binary heap, with the least item first. */
static void heap_add(struct async_queue *queue, void *item)
{
    int at = queue->count++;
    queue->slots[at] = item;
    for (; at > 0 && comes_first(queue, at, (at - 1) / 2); at = (at - 1) / 2)
        swap(queue->slots, at, (at - 1) / 2);
}

static void *heap_take(struct async_queue *queue)
{
    void *item = queue->slots[0];
    int count = --queue->count, at = 0;
    queue->slots[0] = queue->slots[count];
    for (int child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && comes_first(queue, child + 1, child))
            child++;
        if (!comes_first(queue, child, at))
            break;
        swap(queue->slots, at, child);
    }
    return item;
}

static int ring_end(const struct async_queue *queue, int count)
{
    int end = queue->first + count;
    return end < queue->capacity ? end : end - queue->capacity;
}

static void *ring_take(struct async_queue *queue)
{
    int at =
        queue->newest_first ? ring_end(queue, queue->count - 1) : queue->first;
    if (!queue->newest_first)
        queue->first = ring_end(queue, 1);
    queue->count--;
    return queue->slots[at];
}

static void queue_add(struct async_queue *queue, void *item)
{
    if (queue->compare)
        heap_add(queue, item);
    else
        queue->slots[ring_end(queue, queue->count++)] = item;
    queue->unfinished++;
    async_semaphore_release(&queue->items);
}

/* The item that a caller with a permit gets. It may be gone: see
 * async_queue_shutdown_at_once(). 0 or -ESHUTDOWN. */
static int queue_take(struct async_queue *queue, void **item)
{
    if (!queue->count)
        return -ESHUTDOWN;
    *item = queue->compare ? heap_take(queue) : ring_take(queue);
    async_semaphore_release(&queue->spaces);
    return 0;
}

void async_queue_open(struct async_queue *queue, void **slots, int capacity)
{
    assert(capacity > 0);
    *queue = (struct async_queue){
        .slots = slots, .capacity = capacity, .spaces = {.permits = capacity}};
}

void async_queue_open_newest_first(struct async_queue *queue, void **slots,
                                   int capacity)
{
    async_queue_open(queue, slots, capacity);
    queue->newest_first = true;
}

void async_queue_open_least_first(struct async_queue *queue, void **slots,
                                  int capacity,
                                  int (*compare)(const void *a, const void *b))
{
    async_queue_open(queue, slots, capacity);
    queue->compare = compare;
}

int async_queue_put(struct io *io, struct async_queue *queue, void *item)
{
    struct async_task *task = task_enter(io, __func__);
    if (!task)
        return -EPERM;
    if (queue->shut)
        return -ESHUTDOWN;
    int err = semaphore_acquire(task, &queue->spaces, &put_kind, queue);
    if (!err && queue->shut) {
        async_semaphore_release(&queue->spaces);
        err = -ESHUTDOWN;
    }
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
    if (queue->shut && queue->items.permits == 0)
        return -ESHUTDOWN;
    int err = semaphore_acquire(task, &queue->items, &get_kind, queue);
    return err ? err : queue_take(queue, item);
}

int async_queue_put_nowait(struct async_queue *queue, void *item)
{
    if (queue->shut)
        return -ESHUTDOWN;
    if (queue->spaces.permits == 0)
        return -EAGAIN;
    queue->spaces.permits--;
    queue_add(queue, item);
    return 0;
}

int async_queue_get_nowait(struct async_queue *queue, void **item)
{
    if (queue->items.permits == 0)
        return queue->shut ? -ESHUTDOWN : -EAGAIN;
    queue->items.permits--;
    return queue_take(queue, item);
}

int async_queue_task_done(struct async_queue *queue)
{
    if (queue->unfinished == 0)
        return -EINVAL;
    if (--queue->unfinished == 0)
        waiters_end(&queue->joiners, 0);
    return 0;
}

int async_queue_join(struct io *io, struct async_queue *queue)
{
    struct async_task *task = task_enter(io, __func__);
    if (!task)
        return -EPERM;
    if (queue->unfinished == 0)
        return 0;
    struct async_waiter self = {.task = task};
    return waiters_wait(&queue->joiners, &self, &join_kind, queue);
}

/* Tasks that wait to get something find no item that is not kept for others. */
void async_queue_shutdown(struct async_queue *queue)
{
    queue->shut = true;
    waiters_end(&queue->items.waiters, -ESHUTDOWN);
    waiters_end(&queue->spaces.waiters, -ESHUTDOWN);
}

void async_queue_shutdown_at_once(struct async_queue *queue)
{
    async_queue_shutdown(queue);
    int dropped = queue->count;
    queue->count = 0;
    queue->items.permits = 0;
    while (dropped-- > 0)
        async_queue_task_done(queue);
}
