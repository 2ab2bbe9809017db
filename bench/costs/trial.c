/* trial.c -- measures one trial: time, switches, faults and memory. */
#include "bench/costs/trial.h"

#include <stdio.h>

#include "core/io.h"

#define SETTLE_STEP_MS   100
#define SETTLE_LOOKS_MAX 20

void trial_begin(struct cost_trial *trial)
{
    trial->begin = usage_now();
    trial->begin_ns = io_now_ns();
}

void trial_end(struct cost_trial *trial, double parts)
{
    uint64_t end_ns = io_now_ns();
    struct usage end = usage_now();
    trial->used = usage_between(&trial->begin, &end);
    trial->value = (double)(end_ns - trial->begin_ns) / parts;
}

int64_t trial_bytes_of(const char *pid, const char *key)
{
    char path[64];
    int64_t kib = 0;
    snprintf(path, sizeof path, "/proc/%s/smaps_rollup", pid);
    int err = usage_sum_lines(path, (const char *const[]){key, NULL},
                              (int64_t *const[]){&kib});
    return err ? err : kib * 1024;
}

int trial_unparked(struct cost_trial *trial)
{
    trial->kernel_bytes =
        usage_settled_kernel_bytes(SETTLE_STEP_MS, SETTLE_LOOKS_MAX);
    trial->rss_bytes = trial_bytes_of("self", "Rss:");
    return trial->rss_bytes < 0 ? (int)trial->rss_bytes : 0;
}

int trial_parked(struct cost_trial *trial, long tasks, int64_t children_bytes)
{
    int64_t rss = trial_bytes_of("self", "Rss:");
    if (rss < 0 || children_bytes < 0)
        return (int)(rss < 0 ? rss : children_bytes);
    rss += children_bytes - trial->rss_bytes;
    int64_t kernel = usage_kernel_bytes() - trial->kernel_bytes;
    trial->value = (double)rss / (double)tasks;
    trial->with_kernel = (double)(rss + kernel) / (double)tasks;
    return 0;
}
