/* timers.h -- who is to be woken when: a heap ordered by deadline.
 *
 * Who sleeps as long as those before him wakes after them: deadlines that come
 * in order stand in line, without any sorting, and only others in the heap.
 *
 * An entry is only (deadline, task), so that a million of them sort without
 * touching a million stacks. A task that is woken early does not search for
 * its entry: it forgets its deadline, and the entry, now stale, is dropped
 * when it surfaces, or when stale entries are the majority. */
#ifndef OVERLAP_ASYNC_RUNTIME_TIMERS_H
#define OVERLAP_ASYNC_RUNTIME_TIMERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct async_task;

struct timer {
    uint64_t due_ns;
    struct async_task *task; /* stale unless task->wake_ns is due_ns */
};

/* Entries are at[first] up to at[end]; a heap begins at 0. */
struct timer_list {
    struct timer *at;
    size_t first, end, capacity;
};

/* All zero before first use. */
struct timers {
    struct timer_list line, heap;
    size_t count; /* in both */
    size_t stale; /* entries, at most, that are */
};

/* Whether there is no room for another. */
bool timers_full(const struct timers *timers);

/* Makes room for one more. 0 or -ENOMEM. */
int timers_reserve(struct timers *timers);

/* Enters task->wake_ns. 0 or -ENOMEM. */
int timers_add(struct timers *timers, struct async_task *task);

/* Tells that a task in here no longer waits for the deadline it entered;
 * task->wake_ns must have changed. */
void timers_forget(struct timers *timers);

/* The earliest deadline, or IO_NEVER. */
uint64_t timers_next_ns(struct timers *timers);

/* Takes out the task whose deadline is the earliest, if that is not after
 * `now_ns`; NULL otherwise. */
struct async_task *timers_take_due(struct timers *timers, uint64_t now_ns);

void timers_free(struct timers *timers);

#endif
