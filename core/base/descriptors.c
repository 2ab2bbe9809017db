/* descriptors.c -- 0, 1 and 2 are nobody's files by accident. */
#include "core/base/descriptors.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* A descriptor for a path only can be neither read nor written. */
int descriptors_hold(void)
{
    int fd;
    do
        fd = open("/", O_PATH | O_CLOEXEC);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd < 0)
        return -errno;
    close(fd);
    return 0;
}
