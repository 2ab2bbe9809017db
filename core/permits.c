/* permits.c -- a set of permits that workers of every model share.
 *
 * An eventfd counts the free permits and wakes whoever waits. A slot in shared
 * memory says who holds each permit; it is taken and given back in one atomic
 * step, so no death can leave it half done. A worker that dies between the
 * count and that step leaves the count one short. io_permits_reclaim() cannot
 * know whether one did, so it always adds one, perhaps one too many: whoever
 * then finds no slot free drops what it read and tries again. */
#include "core/permits.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "core/base/shared.h"

struct io_permits_held {
    int count;
    atomic_int gifts;    /* times a slot was being given back; may wrap */
    atomic_int holder[]; /* a process id, or 0: free */
};

static struct io_permits *all_open;                       /* in this process */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER; /* guards it */

static size_t held_bytes(int count)
{
    return sizeof(struct io_permits_held) + (size_t)count * sizeof(atomic_int);
}

int io_permits_open(struct io_permits *permits, int count)
{
    permits->held = shared_alloc(held_bytes(count));
    if (!permits->held)
        return -ENOMEM;
    permits->fd =
        eventfd((unsigned)count, EFD_SEMAPHORE | EFD_NONBLOCK | EFD_CLOEXEC);
    if (permits->fd < 0) {
        int err = -errno;
        shared_free(permits->held, held_bytes(count));
        return err;
    }
    permits->held->count = count;
    pthread_mutex_lock(&mutex);
    permits->next = all_open;
    all_open = permits;
    pthread_mutex_unlock(&mutex);
    return 0;
}

void io_permits_close(struct io_permits *permits)
{
    pthread_mutex_lock(&mutex);
    struct io_permits **at = &all_open;
    while (*at != permits)
        at = &(*at)->next;
    *at = permits->next;
    pthread_mutex_unlock(&mutex);
    close(permits->fd);
    shared_free(permits->held, held_bytes(permits->held->count));
    *permits = (struct io_permits){.fd = -1};
}

/* Passes one of `from`'s permits to `to`; false: it has none. 0 is nobody. */
static bool pass(struct io_permits_held *held, int from, int to)
{
    for (int i = 0; i < held->count; i++) {
        int holder = from;
        if (atomic_load(&held->holder[i]) == from &&
            atomic_compare_exchange_strong(&held->holder[i], &holder, to))
            return true;
    }
    return false;
}

/* False only if no slot is free: the search is repeated if one was given back
 * behind it. */
static bool take_place(struct io_permits_held *held, pid_t self)
{
    int gifts;
    do {
        gifts = atomic_load(&held->gifts);
        if (pass(held, 0, self))
            return true;
    } while (gifts != atomic_load(&held->gifts));
    return false;
}

/* False: `pid` holds none. */
static bool give_place(const struct io_permits *permits, pid_t pid)
{
    atomic_fetch_add(&permits->held->gifts, 1);
    if (!pass(permits->held, pid, 0))
        return false;
    eventfd_write(permits->fd, 1);
    return true;
}

int io_permits_try(const struct io_permits *permits)
{
    eventfd_t one;
    do {
        if (eventfd_read(permits->fd, &one) < 0)
            return -errno;
    } while (!take_place(permits->held, getpid()));
    return 0;
}

void io_permits_give(const struct io_permits *permits)
{
    give_place(permits, getpid());
}

void io_permits_reclaim(pid_t pid)
{
    pthread_mutex_lock(&mutex);
    for (const struct io_permits *of = all_open; of; of = of->next) {
        while (give_place(of, pid))
            continue;
        eventfd_write(of->fd, 1); /* it may have died after the count */
    }
    pthread_mutex_unlock(&mutex);
}
