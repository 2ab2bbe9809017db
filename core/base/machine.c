/* machine.c -- what this machine allows. */
#include "core/base/machine.h"

#include <limits.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

/* What an idle worker takes at the least, the kernel's part included. */
#define THREAD_BYTES  (24 * 1024)
#define PROCESS_BYTES (96 * 1024)

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

/* Threads that exist now, of all processes. */
static double threads_now(void)
{
    double all = 0;
    FILE *file = fopen("/proc/loadavg", "re");
    if (!file)
        return 0;
    if (fscanf(file, "%*f %*f %*f %*d/%lf", &all) != 1)
        all = 0;
    fclose(file);
    return all;
}

static double memory_available(void)
{
    double kib = -1;
    char line[128];
    FILE *file = fopen("/proc/meminfo", "re");
    if (!file)
        return -1;
    while (fgets(line, sizeof line, file))
        if (sscanf(line, "MemAvailable: %lf", &kib) == 1)
            break;
    fclose(file);
    return kib * 1024;
}

int machine_max_workers(enum machine_worker kind, const char **limit)
{
    bool thread = kind == MACHINE_THREAD;
    const struct {
        const char *name;
        double value;
    } limits[] = {
        {"ulimit -u", read_rlimit_nproc()},
        {"kernel.pid_max",
         read_number("/proc/sys/kernel/pid_max") - threads_now()},
        {"kernel.threads-max",
         read_number("/proc/sys/kernel/threads-max") - threads_now()},
        {"pids.max", read_number("/sys/fs/cgroup/pids.max")},
        {"pids.max", read_number("/sys/fs/cgroup/pids/pids.max")},
        /* A thread's stack is a mapping, and its guard another. */
        {"vm.max_map_count / 2",
         thread ? read_number("/proc/sys/vm/max_map_count") / 2 : -1},
        {"the memory that is available",
         memory_available() / (thread ? THREAD_BYTES : PROCESS_BYTES)},
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

int machine_max_files(void)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files))
        return INT_MAX;
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    getrlimit(RLIMIT_NOFILE, &files);
    return files.rlim_cur < INT_MAX ? (int)files.rlim_cur : INT_MAX;
}

int machine_max_connections(void)
{
    int first, last;
    FILE *file = fopen("/proc/sys/net/ipv4/ip_local_port_range", "re");
    if (!file)
        return INT_MAX;
    int found = fscanf(file, "%d %d", &first, &last);
    fclose(file);
    return found == 2 && last >= first ? last - first + 1 : INT_MAX;
}
