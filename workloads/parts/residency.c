/* residency.c -- how much of a file is in the page cache. */
#include "workloads/parts/residency.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/mman.h>
#include <unistd.h>

#define WINDOW_PAGES 4096 /* looked at in one call */

int residency_evict(int fd)
{
    if (fsync(fd) < 0) /* the kernel cannot drop unwritten pages */
        return -errno;
    return -posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
}

int residency_count(int fd, int64_t bytes, int64_t *pages, int64_t *resident)
{
    size_t length = (size_t)bytes, page = (size_t)sysconf(_SC_PAGESIZE);
    if (bytes == 0)
        return 0;
    char *map = mmap(NULL, length, PROT_READ, MAP_SHARED, fd, 0);
    if (map == MAP_FAILED)
        return -errno;
    int err = 0;
    for (size_t at = 0; at < length && !err; at += WINDOW_PAGES * page) {
        unsigned char in_memory[WINDOW_PAGES];
        size_t left = length - at;
        if (left > WINDOW_PAGES * page)
            left = WINDOW_PAGES * page;
        size_t count = (left + page - 1) / page;
        err = mincore(map + at, left, in_memory) < 0 ? -errno : 0;
        for (size_t i = 0; i < count && !err; i++)
            *resident += in_memory[i] & 1;
        *pages += (int64_t)count;
    }
    munmap(map, length);
    return err;
}
