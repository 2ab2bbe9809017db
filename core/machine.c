/* machine.c -- what this machine allows. */
#include "machine.h"

#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

/* The first number in a file of /proc or /sys; -1: none, or "max". */
static double read_number(const char *path)
{
    char text[64] = "";
    FILE *file = fopen(path, "re");
    if (!file)
        return -1;
    char *end = text;
    double number = -1;
    if (fgets(text, sizeof text, file)) {
        number = strtod(text, &end);
        if (end == text)
            number = -1;
    }
    fclose(file);
    return number;
}

static double quota_v2(void)
{
    FILE *file = fopen("/sys/fs/cgroup/cpu.max", "re");
    if (!file)
        return 0;
    double quota = 0, period = 0;
    int found = fscanf(file, "%lf %lf", &quota, &period);
    fclose(file);
    return found == 2 && period > 0 ? quota / period : 0;
}

double machine_quota_cores(void)
{
    double quota = read_number("/sys/fs/cgroup/cpu/cpu.cfs_quota_us");
    double period = read_number("/sys/fs/cgroup/cpu/cpu.cfs_period_us");
    if (quota > 0 && period > 0)
        return quota / period;
    return quota_v2();
}

int machine_cores(void)
{
    cpu_set_t *set = CPU_ALLOC(CPU_SETSIZE);
    size_t bytes = CPU_ALLOC_SIZE(CPU_SETSIZE);
    int cores = 1;
    if (set && sched_getaffinity(0, bytes, set) == 0)
        cores = CPU_COUNT_S(bytes, set);
    CPU_FREE(set);
    double quota = machine_quota_cores();
    if (quota > 0 && quota < cores)
        cores = quota < 1 ? 1 : (int)quota;
    return cores;
}

static double read_rlimit_nproc(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NPROC, &limit) || limit.rlim_cur == RLIM_INFINITY)
        return -1;
    return (double)limit.rlim_cur;
}

int machine_max_workers(const char **limit)
{
    const struct {
        const char *name;
        double value;
    } limits[] = {
        {"ulimit -u", read_rlimit_nproc()},
        {"kernel.pid_max", read_number("/proc/sys/kernel/pid_max")},
        {"kernel.threads-max", read_number("/proc/sys/kernel/threads-max")},
        {"pids.max", read_number("/sys/fs/cgroup/pids.max")},
        {"pids.max", read_number("/sys/fs/cgroup/pids/pids.max")},
        {"vm.max_map_count / 2", read_number("/proc/sys/vm/max_map_count") / 2},
    };
    int most = INT_MAX;
    *limit = "none";
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
        if (limits[i].value >= 1 && limits[i].value < most) {
            most = (int)limits[i].value;
            *limit = limits[i].name;
        }
    return most;
}
