/* machine.c -- what this machine allows. */
#include "core/base/machine.h"

#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "core/base/cgroup.h"

/* The least that an idle worker takes, the kernel's part included. */
#define THREAD_BYTES  (24 * 1024)
#define PROCESS_BYTES (96 * 1024)

#define CPUS_MAX (1 << 20)

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

double machine_quota_cores(void)
{
    double cores = cgroup_least("", "cpu", cgroup_cpu_cores);
    return cores > 0 ? cores : 0;
}

/* The kernel refuses a set that is too small for all its CPUs. */
int machine_affinity_cores(void)
{
    for (int room = CPU_SETSIZE; room <= CPUS_MAX; room *= 2) {
        cpu_set_t *set = CPU_ALLOC((size_t)room);
        size_t bytes = CPU_ALLOC_SIZE((size_t)room);
        int got = set ? sched_getaffinity(0, bytes, set) : -1;
        int cores = got == 0 ? CPU_COUNT_S(bytes, set) : 0;
        CPU_FREE(set);
        if (cores > 0)
            return cores;
    }
    return 0;
}

int machine_cores(void)
{
    int cores = machine_affinity_cores();
    double quota = machine_quota_cores();
    if (quota > 0 && quota < cores)
        cores = (int)quota;
    return cores < 1 ? 1 : cores;
}

static double read_rlimit_nproc(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NPROC, &limit) || limit.rlim_cur == RLIM_INFINITY)
        return -1;
    return (double)limit.rlim_cur;
}

/* Threads of all processes now. */
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

/* How many thread stacks fit into the rest of the address space. */
static double stacks_left(void)
{
    struct rlimit limit;
    pthread_attr_t usual;
    size_t stack_bytes = 0;
    double pages = read_number("/proc/self/statm");
    if (getrlimit(RLIMIT_AS, &limit) || limit.rlim_cur == RLIM_INFINITY ||
        pages < 0 || pthread_attr_init(&usual))
        return -1;
    pthread_attr_getstacksize(&usual, &stack_bytes);
    pthread_attr_destroy(&usual);
    double left = (double)limit.rlim_cur - pages * (double)getpagesize();
    return left > 0 && stack_bytes ? left / (double)stack_bytes : 0;
}

int machine_max_workers(enum machine_worker kind, const char **limit)
{
    bool thread = kind == MACHINE_THREAD;
    const double bytes = thread ? THREAD_BYTES : PROCESS_BYTES;
    const struct {
        const char *name;
        double value;
    } limits[] = {
        {"ulimit -u", read_rlimit_nproc()},
        {"kernel.pid_max",
         read_number("/proc/sys/kernel/pid_max") - threads_now()},
        {"kernel.threads-max",
         read_number("/proc/sys/kernel/threads-max") - threads_now()},
        {"pids.max of a control group",
         cgroup_least("", "pids", cgroup_pids_left)},
        /* A thread's stack is one mapping, its guard page another. */
        {"vm.max_map_count / 2",
         thread ? read_number("/proc/sys/vm/max_map_count") / 2 : -1},
        {"ulimit -v", thread ? stacks_left() : -1},
        {"the memory that is available", memory_available() / bytes},
        {"the memory limit of a control group",
         cgroup_least("", "memory", cgroup_memory_bytes) / bytes},
    };
    int most = INT_MAX;
    *limit = "none";
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
        if (limits[i].value >= 0 && limits[i].value < most) {
            most = limits[i].value < 1 ? 1 : (int)limits[i].value;
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
