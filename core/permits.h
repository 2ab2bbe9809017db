/* permits.h -- a count of permits that workers of every model share.
 *
 * Made before the workers are, so forked ones share it as threads and
 * coroutines do. io_permit_take() (io.h) waits for a permit. Each permit knows
 * the process that holds it: what a dead worker held can be had back. */
#ifndef OVERLAP_CORE_PERMITS_H
#define OVERLAP_CORE_PERMITS_H

#include <sys/types.h>

struct permits_held;

/* Must stay where it is while it is open. */
struct permits {
    int fd;                    /* readable while there may be a permit */
    struct permits_held *held; /* private, as is … */
    struct permits *next;      /* … of those that this process has open */
};

/* Begins with `count` permits, 1 or more. 0, -EMFILE or -ENOMEM. */
int permits_open(struct permits *permits, int count);
void permits_close(struct permits *permits);

/* Takes a permit if there is one. 0, or -EAGAIN. */
int permits_try(const struct permits *permits);

/* Gives back one that this process holds. */
void permits_give(const struct permits *permits);

/* Gives back, of all permits that are open in this process, those that the
 * process `pid` held, which has ended. */
void permits_reclaim(pid_t pid);

#endif
