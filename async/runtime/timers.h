/* timers.h -- who is to be woken when: a heap ordered by deadline.
 *
 * Who sleeps as long as those before him wakes after them: deadlines that come
 * in order stand in line, without any sorting, and only others in the heap.
 *
 * A task has one entry, by which it is looked at: no later than it must wake,
 * maybe earlier. Woken before that it leaves the entry where it is, for its
 * next wait to use; an entry that surfaces too early is moved to when its task
 * must wake, or dropped if that waits for no deadline. Only a deadline before
 * the entry needs a new one. The old one, told by its turn, is then stale:
 * searching for it would touch a million stacks, as sorting would if an entry
 * did not have all it is sorted by. Stale ones are dropped when they surface,
 * or when room is needed and they take half of it. */
#ifndef OVERLAP_ASYNC_RUNTIME_TIMERS_H
#define OVERLAP_ASYNC_RUNTIME_TIMERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct async_task;

struct timer {
    uint64_t due_ns; /* task->look_ns, unless it is stale */
    struct async_task *task;
    uint32_t turn; /* stale unless it is task->turn */
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
    size_t stale; /* of them */
};

/* Whether there is no room for another. */
bool timers_full(const struct timers *timers);

/* Makes room for one more. 0 or -ENOMEM. */
int timers_reserve(struct timers *timers);

/* Has the task looked at when the clock reads task->wake_ns, which it may set
 * to IO_NEVER at any time. There is room: timers_reserve() made it, or its
 * entry was just taken out. */
void timers_add(struct timers *timers, struct async_task *task);

/* The earliest deadline, or IO_NEVER. */
uint64_t timers_next_ns(struct timers *timers);

/* Takes out the task whose deadline is the earliest, if that is not after
 * `now_ns`; NULL otherwise. */
struct async_task *timers_take_due(struct timers *timers, uint64_t now_ns);

void timers_free(struct timers *timers);

#endif
