/* timers.c -- deadlines in a line and a 4-ary heap, one entry per task. */
#include "async/runtime/timers.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "async/runtime/loop.h"

#define ARITY 4
#define AHEAD 8

static bool is_stale(const struct timer *timer)
{
    return timer->turn != timer->task->turn;
}

static void sift_up(struct timer *heap, size_t at, const struct timer *timer)
{
    while (at > 0) {
        size_t parent = (at - 1) / ARITY;
        if (heap[parent].due_ns <= timer->due_ns)
            break;
        heap[at] = heap[parent];
        at = parent;
    }
    heap[at] = *timer;
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
                      const struct timer *timer)
{
    for (;;) {
        size_t child = first_child(heap, count, at);
        if (child == count || heap[child].due_ns >= timer->due_ns)
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = *timer;
}

static bool is_empty(const struct timer_list *list)
{
    return list->first == list->end;
}

/* The list with the earliest entry; an empty one if both are. */
static struct timer_list *earliest(struct timers *timers)
{
    struct timer_list *line = &timers->line, *heap = &timers->heap;
    if (is_empty(heap))
        return line;
    bool heap_is_first =
        is_empty(line) || heap->at[0].due_ns < line->at[line->first].due_ns;
    return heap_is_first ? heap : line;
}

/* A million sleepers do not fit in the cache: fetches one that comes soon. */
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
        sift_down(list->at, list->end, 0, &last);
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
    for (size_t i = heap->end; i-- > 0;) {
        struct timer timer = heap->at[i];
        sift_down(heap->at, heap->end, i, &timer);
    }
}

/* Entries of the line may move to the heap, which must have room for all. */
bool timers_full(const struct timers *timers)
{
    return timers->line.end == timers->line.capacity ||
           timers->count >= timers->heap.capacity;
}

static int list_reserve(struct timer_list *list, size_t count)
{
    if (count < list->capacity)
        return 0;
    size_t capacity = list->capacity ? 2 * list->capacity : 64;
    struct timer *at = realloc(list->at, capacity * sizeof(*at));
    if (!at)
        return -ENOMEM;
    list->at = at;
    list->capacity = capacity;
    return 0;
}

/* Moves the line to the front of its array if that frees half of it. */
static void line_move_up(struct timer_list *line)
{
    if (line->first <= line->capacity / 2)
        return;
    line->end -= line->first;
    memmove(line->at, line->at + line->first, line->end * sizeof *line->at);
    line->first = 0;
}

int timers_reserve(struct timers *timers)
{
    if (timers->stale > timers->count / 2)
        sweep(timers);
    line_move_up(&timers->line);
    int err = list_reserve(&timers->line, timers->line.end);
    return err ? err : list_reserve(&timers->heap, timers->count);
}

static void enter(struct timers *timers, const struct timer *timer)
{
    struct timer_list *line = &timers->line, *heap = &timers->heap;
    bool in_order =
        is_empty(line) || line->at[line->end - 1].due_ns <= timer->due_ns;
    if (in_order && line->end < line->capacity)
        line->at[line->end++] = *timer;
    else
        sift_up(heap->at, heap->end++, timer);
    timers->count++;
}

void timers_add(struct timers *timers, struct async_task *task)
{
    if (task->look_ns <= task->wake_ns)
        return;
    timers->stale += task->look_ns != IO_NEVER;
    task->look_ns = task->wake_ns;
    enter(timers, &(struct timer){task->look_ns, task, ++task->turn});
}

/* Takes out the first entry of `list`, and enters it again if it is not stale
 * but came too early. */
static void look_later(struct timers *timers, struct timer_list *list)
{
    struct timer timer = list->at[list->first];
    take_first(timers, list);
    if (is_stale(&timer)) {
        timers->stale--;
        return;
    }
    timer.task->look_ns = timer.due_ns = timer.task->wake_ns;
    if (timer.due_ns != IO_NEVER)
        enter(timers, &timer);
}

static bool is_exact(const struct timer *timer)
{
    return !is_stale(timer) && timer->task->wake_ns <= timer->due_ns;
}

uint64_t timers_next_ns(struct timers *timers)
{
    struct timer_list *list = earliest(timers);
    while (!is_empty(list) && !is_exact(&list->at[list->first])) {
        look_later(timers, list);
        list = earliest(timers);
    }
    return is_empty(list) ? IO_NEVER : list->at[list->first].due_ns;
}

struct async_task *timers_take_due(struct timers *timers, uint64_t now_ns)
{
    for (;;) {
        struct timer_list *list = earliest(timers);
        if (is_empty(list) || list->at[list->first].due_ns > now_ns)
            return NULL;
        if (!is_exact(&list->at[list->first])) {
            look_later(timers, list);
            continue;
        }
        struct async_task *task = list->at[list->first].task;
        take_first(timers, list);
        task->look_ns = IO_NEVER;
        return task;
    }
}

void timers_free(struct timers *timers)
{
    free(timers->line.at);
    free(timers->heap.at);
    *timers = (struct timers){0};
}
