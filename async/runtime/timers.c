/* timers.c -- deadlines in line or in a 4-ary heap, with lazy removal. */
#include "async/runtime/timers.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "async/runtime/loop.h"

#define ARITY     4
#define STALE_MIN 64 /* fewer are not worth a sweep */
#define AHEAD     8

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

static bool is_empty(const struct timer_list *list)
{
    return list->first == list->end;
}

/* The list whose first entry is the earliest; it may be empty if both are. */
static struct timer_list *earliest(struct timers *timers)
{
    struct timer_list *line = &timers->line, *heap = &timers->heap;
    if (is_empty(heap))
        return line;
    bool heap_is_first =
        is_empty(line) || heap->at[0].due_ns < line->at[line->first].due_ns;
    return heap_is_first ? heap : line;
}

/* Sleepers by the million are cold: those to come are fetched ahead. */
static void prefetch_ahead(const struct timer_list *line)
{
    if (line->end - line->first <= AHEAD)
        return;
    const char *task = (const char *)line->at[line->first + AHEAD].task;
    for (size_t at = 0; at < sizeof(struct async_task); at += 64)
        __builtin_prefetch(task + at, 1);
}

static void take_first(struct timers *timers, struct timer_list *list)
{
    timers->count--;
    if (list == &timers->line) {
        prefetch_ahead(list);
        list->first++;
        return;
    }
    struct timer last = list->at[--list->end];
    if (list->end)
        sift_down(list->at, list->end, 0, last);
}

/* Drops stale entries until a live one is first, and returns its list; it is
 * empty when there is none. */
static struct timer_list *surface(struct timers *timers)
{
    struct timer_list *list = earliest(timers);
    while (!is_empty(list) && is_stale(&list->at[list->first])) {
        take_first(timers, list);
        if (timers->stale)
            timers->stale--;
        list = earliest(timers);
    }
    return list;
}

static void drop_stale(struct timer_list *list)
{
    size_t kept = 0;
    for (size_t i = list->first; i < list->end; i++)
        if (!is_stale(&list->at[i]))
            list->at[kept++] = list->at[i];
    list->first = 0;
    list->end = kept;
}

static void sweep(struct timers *timers)
{
    struct timer_list *heap = &timers->heap;
    drop_stale(&timers->line);
    drop_stale(heap);
    timers->count = timers->line.end + heap->end;
    timers->stale = 0;
    for (size_t i = heap->end / ARITY + 1; i-- > 0;)
        if (i < heap->end)
            sift_down(heap->at, heap->end, i, heap->at[i]);
}

bool timers_full(const struct timers *timers)
{
    return timers->line.end == timers->line.capacity ||
           timers->heap.end == timers->heap.capacity;
}

/* Moves entries to the front if that frees half of the room. */
static int list_reserve(struct timer_list *list)
{
    if (list->end < list->capacity)
        return 0;
    if (list->first > list->capacity / 2) {
        list->end -= list->first;
        memmove(list->at, list->at + list->first, list->end * sizeof *list->at);
        list->first = 0;
        return 0;
    }
    size_t capacity = list->capacity ? 2 * list->capacity : 64;
    struct timer *at = realloc(list->at, capacity * sizeof(*at));
    if (!at)
        return -ENOMEM;
    list->at = at;
    list->capacity = capacity;
    return 0;
}

int timers_reserve(struct timers *timers)
{
    int err = list_reserve(&timers->line);
    return err ? err : list_reserve(&timers->heap);
}

int timers_add(struct timers *timers, struct async_task *task)
{
    int err = timers_reserve(timers);
    if (err)
        return err;
    struct timer timer = {task->wake_ns, task};
    struct timer_list *line = &timers->line, *heap = &timers->heap;
    if (is_empty(line) || line->at[line->end - 1].due_ns <= timer.due_ns)
        line->at[line->end++] = timer;
    else
        sift_up(heap->at, heap->end++, timer);
    timers->count++;
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
    const struct timer_list *list = surface(timers);
    return is_empty(list) ? IO_NEVER : list->at[list->first].due_ns;
}

struct async_task *timers_take_due(struct timers *timers, uint64_t now_ns)
{
    struct timer_list *list = surface(timers);
    if (is_empty(list) || list->at[list->first].due_ns > now_ns)
        return NULL;
    struct async_task *task = list->at[list->first].task;
    take_first(timers, list);
    return task;
}

void timers_free(struct timers *timers)
{
    free(timers->line.at);
    free(timers->heap.at);
    *timers = (struct timers){0};
}
