/* fail_alloc.c -- preloaded into a program: one of its allocations fails.
 *
 * The file that FAULT_ALLOC names holds two numbers, which all processes that
 * inherit the environment share: how many allocations there were, and the
 * number of the one that fails (0: none). */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static struct {
    atomic_long count, nth;
} * shared;

/* Before this ran, the loader and the libraries' constructors are at work. */
static __attribute__((constructor)) void begin(void)
{
    const char *path = getenv("FAULT_ALLOC");
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (fd < 0)
        return;
    void *map =
        mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    shared = map == MAP_FAILED ? NULL : map;
}

static bool is_due(void)
{
    if (!shared || atomic_fetch_add(&shared->count, 1) + 1 !=
                       atomic_load_explicit(&shared->nth, memory_order_relaxed))
        return false;
    errno = ENOMEM;
    return true;
}

/* The allocator below us: the C library's, or a sanitizer's. */
#define NEXT(name)                                                             \
    static __typeof__(name) *next;                                             \
    if (!next)                                                                 \
    *(void **)&next = dlsym(RTLD_NEXT, #name)

/* What programs call by the names in brackets. */
void *take(size_t bytes) __asm__("malloc");
void *take_zeroed(size_t count, size_t bytes) __asm__("calloc");
void *resize(void *old, size_t bytes) __asm__("realloc");
void *resize_array(void *old, size_t count,
                   size_t bytes) __asm__("reallocarray");
void *take_aligned(size_t alignment, size_t bytes) __asm__("aligned_alloc");
int put_aligned(void **memory, size_t alignment,
                size_t bytes) __asm__("posix_memalign");

void *take(size_t bytes)
{
    NEXT(malloc);
    return is_due() ? NULL : next(bytes);
}

void *take_zeroed(size_t count, size_t bytes)
{
    NEXT(calloc);
    return is_due() ? NULL : next(count, bytes);
}

void *resize(void *old, size_t bytes)
{
    NEXT(realloc);
    return is_due() ? NULL : next(old, bytes);
}

void *resize_array(void *old, size_t count, size_t bytes)
{
    NEXT(reallocarray);
    return is_due() ? NULL : next(old, count, bytes);
}

void *take_aligned(size_t alignment, size_t bytes)
{
    NEXT(aligned_alloc);
    return is_due() ? NULL : next(alignment, bytes);
}

int put_aligned(void **memory, size_t alignment, size_t bytes)
{
    NEXT(posix_memalign);
    return is_due() ? ENOMEM : next(memory, alignment, bytes);
}
