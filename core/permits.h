/* permits.h -- a set of permits that workers of every model share.
 *
 * Opened before the workers start, so forked ones share it as threads and
 * coroutines do. io_permit_take() (io.h) waits for a permit. Each permit knows
 * which process holds it, so a dead worker's permits can be taken back. */
#ifndef OVERLAP_CORE_PERMITS_H
#define OVERLAP_CORE_PERMITS_H

#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct io_permits_held;

/* Must not move while it is open. */
struct io_permits {
    int fd; /* readable while there may be a permit */

    /* Private. */
    struct io_permits_held *held;
    struct io_permits *next; /* open in this process */
};

/* Starts with `count` permits, at least 1. Returns 0, -EMFILE or -ENOMEM. */
int io_permits_open(struct io_permits *permits, int count);
void io_permits_close(struct io_permits *permits);

/* Takes a permit if there is one. Returns 0 or -EAGAIN. */
int io_permits_try(const struct io_permits *permits);

/* Gives back a permit that this process holds. */
void io_permits_give(const struct io_permits *permits);

/* Gives back every permit, of any set open in this process, that the
 * process `pid`, which has ended, held. */
void io_permits_reclaim(pid_t pid);

#ifdef __cplusplus
}
#endif

#endif
