/* permits.h -- a count of permits that workers of every model share.
 *
 * An eventfd keeps the count, so forked workers share it as threads and
 * coroutines do; it is made before they are. io_permit_take() (io.h) waits
 * for a permit. One that a worker held when it died is lost. */
#ifndef OVERLAP_CORE_PERMITS_H
#define OVERLAP_CORE_PERMITS_H

struct permits {
    int fd; /* readable while there is a permit */
};

/* Begins with `count` permits, 1 or more. 0, -EMFILE. */
int permits_open(struct permits *permits, int count);
void permits_close(struct permits *permits);

/* Takes a permit if there is one. 0, or -EAGAIN. */
int permits_try(const struct permits *permits);

/* Gives one back. */
void permits_give(const struct permits *permits);

#endif
