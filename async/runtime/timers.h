/* timers.h -- which task to wake when: deadlines in a line and a heap.
 *
 * A task that sleeps as long as those before it wakes after them. So deadlines
 * that arrive in order just form a line; only the others go into the heap.
 *
 * A task has one entry, due when it must wake or earlier. A task that is woken
 * before leaves its entry in place for its next wait. An entry that comes up
 * too early is moved to its task's deadline, or dropped if there is none. Only
 * a deadline before the entry needs a new one; the old one is then stale, as
 * its turn shows. Removing it would mean searching, which touches a million
 * stacks, as sorting would if entries did not hold their own deadlines. Stale
 * entries are dropped when they come up, or when room is needed and they are
 * more than half. */
#ifndef OVERLAP_ASYNC_RUNTIME_TIMERS_H
#define OVERLAP_ASYNC_RUNTIME_TIMERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct async_task;

struct timer {
    uint64_t due_ns; /* task->look_ns, unless the entry is stale */
    struct async_task *task;
    uint32_t turn; /* the entry is stale unless this is task->turn */
};

/* Entries at[first] to at[end - 1]; in the heap, first is 0. */
struct timer_list {
    struct timer *at;
    size_t first, end, capacity;
};

/* All zero before first use. */
struct timers {
    struct timer_list line, heap;
    size_t count; /* entries in both */
    size_t stale; /* how many of those are */
};

/* Whether there is no room for another. */
bool timers_full(const struct timers *timers);

/* Makes room for one more. 0 or -ENOMEM. */
int timers_reserve(struct timers *timers);

/* Sets the task's timer for task->wake_ns, which may become IO_NEVER at any
 * time. There must be room: timers_reserve() made it, or the task's entry was
 * just taken out. */
void timers_add(struct timers *timers, struct async_task *task);

/* The earliest deadline, or IO_NEVER. */
uint64_t timers_next_ns(struct timers *timers);

/* Takes out the task with the earliest deadline if that has come by `now_ns`;
 * NULL: none has. */
struct async_task *timers_take_due(struct timers *timers, uint64_t now_ns);

void timers_free(struct timers *timers);

#endif
