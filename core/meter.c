/* meter.c -- what a run takes at its peak: memory, threads and processes.
 *
 * The sampler is a forked process, so it shares no lock, loop or address space
 * with the model it watches. It takes CPU time, so timed runs do without. */
#include "core/meter.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/base/process.h"
#include "core/base/shared.h"
#include "core/base/usage.h"

#define SAMPLE_MS        10
#define SETTLE_LOOKS_MAX 50

static const struct timespec sample_interval = {.tv_nsec = SAMPLE_MS * 1000000};

static int64_t available_bytes(void)
{
    int64_t kib = 0;
    usage_sum_lines("/proc/meminfo",
                    (const char *const[]){"MemAvailable:", NULL},
                    (int64_t *const[]){&kib});
    return kib * 1024;
}

static void add_process(pid_t pid, struct meter_peaks *now)
{
    char path[64];
    int64_t vsize_kib = 0, rss_kib = 0, pss_kib = 0;
    snprintf(path, sizeof path, "/proc/%d/status", pid);
    usage_sum_lines(path, (const char *const[]){"VmSize:", "Threads:", NULL},
                    (int64_t *const[]){&vsize_kib, &now->threads});
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", pid);
    usage_sum_lines(path, (const char *const[]){"Rss:", "Pss:", NULL},
                    (int64_t *const[]){&rss_kib, &pss_kib});
    now->processes += rss_kib > 0;
    now->vsize_bytes += vsize_kib * 1024;
    now->rss_bytes += rss_kib * 1024;
    now->pss_bytes += pss_kib * 1024;
}

/* Adds a process and its descendants, except the sampler. Only main threads
 * fork, so only their children are looked up. */
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
    int64_t kernel_before =
        usage_settled_kernel_bytes(SAMPLE_MS, SETTLE_LOOKS_MAX);
    int64_t available_before = available_bytes();
    for (int samples = 0; getppid() == root; samples++) {
        struct meter_peaks now = {0};
        sample(root, &now);
        /* Others may give back more of the kernel's memory than we take. */
        int64_t grown_bytes = usage_kernel_bytes() - kernel_before;
        now.total_bytes = now.pss_bytes + (grown_bytes > 0 ? grown_bytes : 0);
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

/* Waits for the first look, but no longer than a second or so. */
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
    meter->pid = process_fork();
    if (meter->pid == 0)
        sampler_main(root, meter->peaks);
    if (meter->pid > 0) {
        await_sampler(meter);
        return 0;
    }
    shared_free(meter->peaks, sizeof *meter->peaks);
    return meter->pid;
}

void meter_stop(struct meter *meter, struct meter_peaks *peaks)
{
    if (kill(meter->pid, SIGKILL) == 0)
        waitpid(meter->pid, NULL, 0);
    memcpy(peaks, meter->peaks, sizeof *peaks);
    shared_free(meter->peaks, sizeof *meter->peaks);
}
