/* queue.c -- connections in the order in which their answers fall due. */
#include "workloads/server/queue.h"

#include <errno.h>
#include <stdlib.h>

static int queue_grow(struct server_queue *queue)
{
    size_t capacity = queue->capacity ? 2 * queue->capacity : 256;
    struct due *heap = realloc(queue->heap, capacity * sizeof(*heap));
    if (!heap)
        return -ENOMEM;
    queue->heap = heap;
    queue->capacity = capacity;
    return 0;
}

int queue_add(struct server_queue *queue, uint64_t due_ns,
              struct MHD_Connection *connection)
{
    if (queue->count == queue->capacity) {
        int err = queue_grow(queue);
        if (err)
            return err;
    }
    size_t at = queue->count++;
    while (at > 0 && queue->heap[(at - 1) / 2].due_ns > due_ns) {
        queue->heap[at] = queue->heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    queue->heap[at] = (struct due){due_ns, connection};
    return 0;
}

uint64_t queue_next_ns(const struct server_queue *queue)
{
    return queue->count > 0 ? queue->heap[0].due_ns : UINT64_MAX;
}

/* Puts `moved` where it belongs, from the root, which is free, downwards. */
static void queue_sift(struct server_queue *queue, struct due moved)
{
    size_t at = 0;
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= queue->count)
            break;
        if (child + 1 < queue->count &&
            queue->heap[child + 1].due_ns < queue->heap[child].due_ns)
            child++;
        if (queue->heap[child].due_ns >= moved.due_ns)
            break;
        queue->heap[at] = queue->heap[child];
        at = child;
    }
    queue->heap[at] = moved;
}

struct MHD_Connection *queue_take(struct server_queue *queue, uint64_t now_ns)
{
    if (queue->count == 0 || queue->heap[0].due_ns > now_ns)
        return NULL;
    struct MHD_Connection *connection = queue->heap[0].connection;
    queue->count--;
    if (queue->count > 0)
        queue_sift(queue, queue->heap[queue->count]);
    return connection;
}

void queue_free(struct server_queue *queue)
{
    free(queue->heap);
    *queue = (struct server_queue){0};
}
