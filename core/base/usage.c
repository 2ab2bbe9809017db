/* usage.c -- what the kernel counts: CPU time, switches, faults, memory. */
#include "core/base/usage.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define SETTLED_BYTES (64 * 1024) /* a smaller fall is not waited for */

static uint64_t timeval_ns(struct timeval time)
{
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_usec * 1000u;
}

struct usage usage_now(void)
{
    struct usage now = {0};
    const int who[] = {RUSAGE_SELF, RUSAGE_CHILDREN};
    for (int i = 0; i < 2; i++) {
        struct rusage used;
        getrusage(who[i], &used);
        now.user_ns += timeval_ns(used.ru_utime);
        now.sys_ns += timeval_ns(used.ru_stime);
        now.voluntary += used.ru_nvcsw;
        now.involuntary += used.ru_nivcsw;
        now.faults += used.ru_minflt + used.ru_majflt;
    }
    return now;
}

struct usage usage_between(const struct usage *before,
                           const struct usage *after)
{
    return (struct usage){
        .user_ns = after->user_ns - before->user_ns,
        .sys_ns = after->sys_ns - before->sys_ns,
        .voluntary = after->voluntary - before->voluntary,
        .involuntary = after->involuntary - before->involuntary,
        .faults = after->faults - before->faults,
    };
}

int usage_sum_lines(const char *path, const char *const keys[],
                    int64_t *const sums[])
{
    char line[128];
    FILE *file = fopen(path, "re");
    if (!file)
        return -errno;
    while (fgets(line, sizeof line, file))
        for (int i = 0; keys[i]; i++)
            if (strncmp(line, keys[i], strlen(keys[i])) == 0)
                *sums[i] += strtoll(line + strlen(keys[i]), NULL, 10);
    fclose(file);
    return 0;
}

/* The kernel updates these counters as memory comes and goes; MemAvailable
 * leaves out pages in per-core free lists, which may be tens of MiB. */
int64_t usage_kernel_bytes(void)
{
    int64_t kib = 0;
    usage_sum_lines("/proc/meminfo",
                    (const char *const[]){
                        "KernelStack:", "PageTables:", "SUnreclaim:", NULL},
                    (int64_t *const[]){&kib, &kib, &kib});
    return kib * 1024;
}

int64_t usage_settled_kernel_bytes(int step_ms, int looks_max)
{
    const struct timespec step = {.tv_sec = step_ms / 1000,
                                  .tv_nsec = step_ms % 1000 * 1000000L};
    int64_t before, now = usage_kernel_bytes();
    int looks = 0;
    do {
        before = now;
        nanosleep(&step, NULL);
        now = usage_kernel_bytes();
    } while (before - now > SETTLED_BYTES && ++looks < looks_max);
    return now;
}
