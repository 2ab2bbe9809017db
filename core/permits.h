/* permits.h -- a count of permits that workers of every model share.
 *
 * Made before the workers are, so forked ones share it as threads and
 * coroutines do. io_permit_take() (io.h) waits for a permit. Each permit knows
 * the process that holds it: what a dead worker held can be had back. */
#ifndef OVERLAP_CORE_PERMITS_H
#define OVERLAP_CORE_PERMITS_H

#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct io_permits_held;

/* Must stay where it is while it is open. */
struct io_permits {
    int fd;                       /* readable while there may be a permit */
    struct io_permits_held *held; /* private, as is … */
    struct io_permits *next;      /* … of those that this process has open */
};

/* Begins with `count` permits, 1 or more. 0, -EMFILE or -ENOMEM. */
int io_permits_open(struct io_permits *permits, int count);
void io_permits_close(struct io_permits *permits);

/* Takes a permit if there is one. 0, or -EAGAIN. */
int io_permits_try(const struct io_permits *permits);

/* Gives back one that this process holds. */
void io_permits_give(const struct io_permits *permits);

/* Gives back, of all permits that are open in this process, those that the
 * process `pid` held, which has ended. */
void io_permits_reclaim(pid_t pid);

#ifdef __cplusplus
}
#endif

#endif
