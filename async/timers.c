/* timers.c -- a 4-ary heap of deadlines, with lazy removal. */
#include "timers.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#include "loop.h"

#define ARITY     4
#define STALE_MIN 64 /* fewer are not worth a sweep */

static bool is_stale(const struct timer *timer)
{
    return timer->task->wake_ns != timer->due_ns;
}

static void sift_up(struct timer *heap, size_t at, struct timer timer)
{
    while (at > 0) {
        size_t parent = (at - 1) / ARITY;
        if (heap[parent].due_ns <= timer.due_ns)
            break;
        heap[at] = heap[parent];
        at = parent;
    }
    heap[at] = timer;
}

/* The earliest child of `at`, or `count` when it has none. */
static size_t first_child(const struct timer *heap, size_t count, size_t at)
{
    size_t child = ARITY * at + 1, first = child < count ? child : count;
    size_t end = child + ARITY < count ? child + ARITY : count;
    for (; child < end; child++)
        if (heap[child].due_ns < heap[first].due_ns)
            first = child;
    return first;
}

static void sift_down(struct timer *heap, size_t count, size_t at,
                      struct timer timer)
{
    for (;;) {
        size_t child = first_child(heap, count, at);
        if (child == count || heap[child].due_ns >= timer.due_ns)
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = timer;
}

static void take_first(struct timers *timers)
{
    struct timer last = timers->heap[--timers->count];
    if (timers->count)
        sift_down(timers->heap, timers->count, 0, last);
}

/* Drops stale entries until a live one is first. */
static void surface(struct timers *timers)
{
    while (timers->count && is_stale(&timers->heap[0])) {
        take_first(timers);
        if (timers->stale)
            timers->stale--;
    }
}

static void sweep(struct timers *timers)
{
    size_t kept = 0;
    for (size_t i = 0; i < timers->count; i++)
        if (!is_stale(&timers->heap[i]))
            timers->heap[kept++] = timers->heap[i];
    timers->count = kept;
    timers->stale = 0;
    for (size_t i = kept / ARITY + 1; i-- > 0;)
        if (i < kept)
            sift_down(timers->heap, kept, i, timers->heap[i]);
}

int timers_reserve(struct timers *timers)
{
    if (timers->count < timers->capacity)
        return 0;
    size_t capacity = timers->capacity ? 2 * timers->capacity : 64;
    struct timer *heap = realloc(timers->heap, capacity * sizeof(*heap));
    if (!heap)
        return -ENOMEM;
    timers->heap = heap;
    timers->capacity = capacity;
    return 0;
}

int timers_add(struct timers *timers, struct async_task *task)
{
    int err = timers_reserve(timers);
    if (err)
        return err;
    struct timer timer = {task->wake_ns, task};
    sift_up(timers->heap, timers->count++, timer);
    return 0;
}

void timers_forget(struct timers *timers)
{
    timers->stale++;
    if (timers->stale > STALE_MIN && timers->stale > timers->count / 2)
        sweep(timers);
}

uint64_t timers_next_ns(struct timers *timers)
{
    surface(timers);
    return timers->count ? timers->heap[0].due_ns : IO_NEVER;
}

struct async_task *timers_take_due(struct timers *timers, uint64_t now_ns)
{
    surface(timers);
    if (!timers->count || timers->heap[0].due_ns > now_ns)
        return NULL;
    struct async_task *task = timers->heap[0].task;
    take_first(timers);
    return task;
}

void timers_free(struct timers *timers)
{
    free(timers->heap);
    *timers = (struct timers){0};
}
