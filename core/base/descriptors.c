/* descriptors.c -- keeps files from opening as descriptors 0, 1 and 2. */
#include "core/base/descriptors.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* An O_PATH descriptor can be neither read nor written. */
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
