/* trial.c -- the account of one trial: time, switches, faults and memory. */
#include "bench/costs/trial.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "core/io.h"

#define SETTLED_BYTES    (64 * 1024) /* less is not worth waiting for */
#define SETTLE_LOOKS_MAX 20

static uint64_t timeval_ns(struct timeval time)
{
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_usec * 1000u;
}

static struct usage usage_now(void)
{
    struct usage now = {0};
    const int who[] = {RUSAGE_SELF, RUSAGE_CHILDREN};
    for (int i = 0; i < 2; i++) {
        struct rusage used;
        getrusage(who[i], &used);
        now.user_ns += timeval_ns(used.ru_utime);
        now.sys_ns += timeval_ns(used.ru_stime);
        now.switches += used.ru_nvcsw;
        now.preempted += used.ru_nivcsw;
        now.faults += used.ru_minflt + used.ru_majflt;
    }
    now.clock_ns = io_now_ns();
    return now;
}

void trial_begin(struct cost_trial *trial)
{
    trial->begin = usage_now();
}

void trial_end(struct cost_trial *trial, double parts)
{
    struct usage end = usage_now(), begin = trial->begin;
    trial->used = (struct usage){
        .clock_ns = end.clock_ns - begin.clock_ns,
        .user_ns = end.user_ns - begin.user_ns,
        .sys_ns = end.sys_ns - begin.sys_ns,
        .switches = end.switches - begin.switches,
        .preempted = end.preempted - begin.preempted,
        .faults = end.faults - begin.faults,
    };
    trial->value = (double)trial->used.clock_ns / parts;
}

/* The sum of the lines of a /proc file that start with one of the keys, which
 * are in KiB, or a negative errno value. */
static int64_t sum_lines(const char *path, const char *const keys[])
{
    char line[128];
    int64_t kib = 0;
    FILE *file = fopen(path, "re");
    if (!file)
        return -errno;
    while (fgets(line, sizeof line, file))
        for (int i = 0; keys[i]; i++)
            if (strncmp(line, keys[i], strlen(keys[i])) == 0)
                kib += strtoll(line + strlen(keys[i]), NULL, 10);
    fclose(file);
    return kib * 1024;
}

int64_t trial_bytes_of(const char *pid, const char *key)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%s/smaps_rollup", pid);
    return sum_lines(path, (const char *const[]){key, NULL});
}

/* What the kernel holds for all processes together. */
static int64_t kernel_bytes(void)
{
    return sum_lines("/proc/meminfo",
                     (const char *const[]){
                         "KernelStack:", "PageTables:", "SUnreclaim:", NULL});
}

/* The same once the end of earlier trials, which takes its time, is over. */
static int64_t settled_kernel_bytes(void)
{
    const struct timespec moment = {.tv_nsec = 100000000};
    int64_t before, now = kernel_bytes();
    int looks = 0;
    do {
        before = now;
        nanosleep(&moment, NULL);
        now = kernel_bytes();
    } while (before - now > SETTLED_BYTES && ++looks < SETTLE_LOOKS_MAX);
    return now;
}

int trial_unparked(struct cost_trial *trial)
{
    trial->kernel_bytes = settled_kernel_bytes();
    trial->rss_bytes = trial_bytes_of("self", "Rss:");
    return trial->rss_bytes < 0 ? (int)trial->rss_bytes : 0;
}

int trial_parked(struct cost_trial *trial, long tasks, int64_t children_bytes)
{
    int64_t rss = trial_bytes_of("self", "Rss:");
    if (rss < 0)
        return (int)rss;
    rss += children_bytes - trial->rss_bytes;
    int64_t kernel = kernel_bytes() - trial->kernel_bytes;
    trial->value = (double)rss / (double)tasks;
    trial->with_kernel = (double)(rss + kernel) / (double)tasks;
    return 0;
}
