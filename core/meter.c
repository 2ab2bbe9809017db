/* meter.c -- what a run costs: CPU time and switches, and on request memory.
 *
 * The sampler is a forked process, so that it shares no lock, no loop and no
 * address space with the models it looks at. It takes a core's time, which is
 * why runs that are timed do without. */
#include "core/meter.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/base/shared.h"

#define SETTLED_BYTES    (64 * 1024) /* less is not worth waiting for */
#define SETTLE_LOOKS_MAX 50

static const struct timespec sample_interval = {.tv_nsec = 10000000};

static uint64_t timeval_ns(struct timeval time)
{
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_usec * 1000u;
}

void meter_usage(struct meter_usage *usage)
{
    *usage = (struct meter_usage){0};
    const int who[] = {RUSAGE_SELF, RUSAGE_CHILDREN};
    for (int i = 0; i < 2; i++) {
        struct rusage used;
        getrusage(who[i], &used);
        usage->user_ns += timeval_ns(used.ru_utime);
        usage->sys_ns += timeval_ns(used.ru_stime);
        usage->voluntary += used.ru_nvcsw;
        usage->involuntary += used.ru_nivcsw;
    }
}

/* Sums what the lines of a /proc file that start with one of the keys say. */
static void sum_lines(const char *path, const char *const keys[],
                      int64_t *const sums[])
{
    char line[128];
    FILE *file = fopen(path, "re");
    if (!file)
        return; /* it is gone: processes come and go */
    while (fgets(line, sizeof line, file))
        for (int i = 0; keys[i]; i++)
            if (strncmp(line, keys[i], strlen(keys[i])) == 0)
                *sums[i] += strtoll(line + strlen(keys[i]), NULL, 10);
    fclose(file);
}

/* What the kernel holds for all processes together. It counts these as they
 * come and go; MemAvailable leaves out what lies in the cores' lists of free
 * pages, which may be tens of MiB. */
static int64_t kernel_bytes(void)
{
    int64_t kib = 0;
    sum_lines("/proc/meminfo",
              (const char *const[]){
                  "KernelStack:", "PageTables:", "SUnreclaim:", NULL},
              (int64_t *const[]){&kib, &kib, &kib});
    return kib * 1024;
}

static int64_t available_bytes(void)
{
    int64_t kib = 0;
    sum_lines("/proc/meminfo", (const char *const[]){"MemAvailable:", NULL},
              (int64_t *const[]){&kib});
    return kib * 1024;
}

/* kernel_bytes() once the end of earlier programs, which takes its time, is over. */
static int64_t settled_kernel_bytes(void)
{
    int64_t before, now = kernel_bytes();
    int looks = 0;
    do {
        before = now;
        nanosleep(&sample_interval, NULL);
        now = kernel_bytes();
    } while (before - now > SETTLED_BYTES && ++looks < SETTLE_LOOKS_MAX);
    return now;
}

static void add_process(pid_t pid, struct meter_peaks *now)
{
    char path[64];
    int64_t vsize_kib = 0, rss_kib = 0, pss_kib = 0;
    snprintf(path, sizeof path, "/proc/%d/status", pid);
    sum_lines(path, (const char *const[]){"VmSize:", "Threads:", NULL},
              (int64_t *const[]){&vsize_kib, &now->threads});
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", pid);
    sum_lines(path, (const char *const[]){"Rss:", "Pss:", NULL},
              (int64_t *const[]){&rss_kib, &pss_kib});
    now->processes += rss_kib > 0;
    now->vsize_bytes += vsize_kib * 1024;
    now->rss_bytes += rss_kib * 1024;
    now->pss_bytes += pss_kib * 1024;
}

/* A process and all below it, but the sampler. Only first threads fork. */
static void sample(pid_t root, struct meter_peaks *now)
{
    char path[64];
    int pid;
    add_process(root, now);
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", root, root);
    FILE *children = fopen(path, "re");
    if (!children)
        return;
    while (fscanf(children, "%d", &pid) == 1)
        if (pid != getpid())
            sample(pid, now);
    fclose(children);
}

static void keep_larger(int64_t *peak, int64_t value)
{
    if (value > *peak)
        *peak = value;
}

static _Noreturn void sampler_main(pid_t root, struct meter_peaks *peaks)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    int64_t kernel_before = settled_kernel_bytes();
    int64_t available_before = available_bytes();
    for (int samples = 0; getppid() == root; samples++) {
        struct meter_peaks now = {0};
        sample(root, &now);
        now.total_bytes = now.pss_bytes + kernel_bytes() - kernel_before;
        keep_larger(&peaks->processes, now.processes);
        keep_larger(&peaks->threads, now.threads);
        keep_larger(&peaks->vsize_bytes, now.vsize_bytes);
        keep_larger(&peaks->rss_bytes, now.rss_bytes);
        keep_larger(&peaks->pss_bytes, now.pss_bytes);
        keep_larger(&peaks->total_bytes, now.total_bytes);
        keep_larger(&peaks->available_fall_bytes,
                    available_before - available_bytes());
        atomic_store(&peaks->samples, samples);
        nanosleep(&sample_interval, NULL);
    }
    _exit(0);
}

/* Until it took its first look, which is what others are compared with. */
static void await_sampler(const struct meter *meter)
{
    const struct timespec moment = {.tv_nsec = 200000};
    for (int i = 0; i < 5000 && atomic_load(&meter->peaks->samples) < 0; i++)
        nanosleep(&moment, NULL);
}

int meter_start(struct meter *meter)
{
    meter->peaks = shared_alloc(sizeof *meter->peaks);
    if (!meter->peaks)
        return -ENOMEM;
    atomic_store(&meter->peaks->samples, -1);
    pid_t root = getpid();
    meter->pid = fork();
    if (meter->pid == 0)
        sampler_main(root, meter->peaks);
    if (meter->pid > 0) {
        await_sampler(meter);
        return 0;
    }
    int err = -errno;
    shared_free(meter->peaks, sizeof *meter->peaks);
    return err;
}

void meter_stop(struct meter *meter, struct meter_peaks *peaks)
{
    kill(meter->pid, SIGKILL);
    waitpid(meter->pid, NULL, 0);
    memcpy(peaks, meter->peaks, sizeof *peaks);
    shared_free(meter->peaks, sizeof *meter->peaks);
}
