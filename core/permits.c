/* permits.c -- a count of permits that workers of every model share. */
#include "core/permits.h"

#include <errno.h>
#include <sys/eventfd.h>
#include <unistd.h>

int permits_open(struct permits *permits, int count)
{
    permits->fd =
        eventfd((unsigned)count, EFD_SEMAPHORE | EFD_NONBLOCK | EFD_CLOEXEC);
    return permits->fd < 0 ? -errno : 0;
}

void permits_close(struct permits *permits)
{
    close(permits->fd);
    permits->fd = -1;
}

int permits_try(const struct permits *permits)
{
    eventfd_t one;
    return eventfd_read(permits->fd, &one) < 0 ? -errno : 0;
}

void permits_give(const struct permits *permits)
{
    eventfd_write(permits->fd, 1);
}
