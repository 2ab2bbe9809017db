/* bell.c -- waking a task from any thread, or by a signal. */
#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "async/async.h"

#define SIGNALS 65 /* of Linux, and none is 0 */

int async_bell_open(struct async_bell *bell)
{
    bell->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return bell->fd < 0 ? -errno : 0;
}

void async_bell_close(struct async_bell *bell)
{
    close(bell->fd);
    bell->fd = -1;
}

static void ring(int fd)
{
    const uint64_t once = 1;
    ssize_t put = write(fd, &once, sizeof once);
    (void)put; /* it fails only if it has rung 2^64 times */
}

void async_bell_ring(struct async_bell *bell)
{
    ring(bell->fd);
}

int async_bell_wait(struct io *io, struct async_bell *bell)
{
    uint64_t rings;
    while (read(bell->fd, &rings, sizeof rings) < 0) {
        int ready = errno == EAGAIN  ? async_wait_fd(io, bell->fd, POLLIN)
                    : errno == EINTR ? 0
                                     : -errno;
        if (ready < 0)
            return ready;
    }
    return rings < INT_MAX ? (int)rings : INT_MAX;
}

/* The bell that each signal rings, plus 1, and how many handlers, in any
 * thread, may be about to. */
static atomic_int bells[SIGNALS], handlers;

static void on_signal(int number)
{
    int saved = errno;
    atomic_fetch_add(&handlers, 1);
    int bell = atomic_load(&bells[number]);
    if (bell)
        ring(bell - 1);
    atomic_fetch_sub(&handlers, 1);
    errno = saved;
}

int async_signal_open(struct async_signal *wanted, int number)
{
    if (number <= 0 || number >= SIGNALS)
        return -EINVAL;
    int err = async_bell_open(&wanted->bell), nobody = 0;
    if (err)
        return err;
    wanted->number = number;
    if (!atomic_compare_exchange_strong(&bells[number], &nobody,
                                        wanted->bell.fd + 1)) {
        async_bell_close(&wanted->bell);
        return -EBUSY;
    }
    struct sigaction action = {.sa_handler = on_signal,
                               .sa_flags = SA_ONSTACK | SA_RESTART};
    sigemptyset(&action.sa_mask);
    if (sigaction(number, &action, &wanted->before)) {
        err = -errno;
        atomic_store(&bells[number], 0);
        async_bell_close(&wanted->bell);
    }
    return err;
}

void async_signal_close(struct async_signal *wanted)
{
    sigaction(wanted->number, &wanted->before, NULL);
    atomic_store(&bells[wanted->number], 0);
    while (atomic_load(&handlers))
        sched_yield();
    async_bell_close(&wanted->bell);
}

int async_signal_wait(struct io *io, struct async_signal *wanted)
{
    return async_bell_wait(io, &wanted->bell);
}
