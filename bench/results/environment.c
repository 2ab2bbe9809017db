/* environment.c -- the machine that a bench runs on. */
#include "bench/results/environment.h"

#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "core/base/machine.h"
#include "core/base/process.h"
#include "core/base/text.h"

#ifndef OVERLAP_COMPILER
#define OVERLAP_COMPILER "unknown"
#endif
#ifndef OVERLAP_FLAGS
#define OVERLAP_FLAGS "unknown"
#endif
#ifndef OVERLAP_LIBRARIES
#define OVERLAP_LIBRARIES ""
#endif
#ifndef OVERLAP_REVISION
#define OVERLAP_REVISION "unknown"
#endif

#define QUIET_MS     250
#define CPU_PRESSURE "/proc/pressure/cpu"
#define GOVERNOR     "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"

/* The rest of the first line of `path` that starts with `key`, without what
 * separates the two or any quotes; false: there is none. */
static bool read_value(const char *path, const char *key, char *value,
                       size_t size)
{
    char line[4096];
    bool found = false;
    FILE *file = fopen(path, "re");
    if (!file)
        return false;
    while (!found && fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = '\0';
        if (strncmp(line, key, strlen(key)) == 0) {
            const char *rest = line + strlen(key);
            rest += strspn(rest, " \t:=\"");
            snprintf(value, size, "%s", rest);
            value[strcspn(value, "\"")] = '\0';
            found = true;
        }
    }
    fclose(file);
    return found;
}

static json_t *text_value(const char *path, const char *key)
{
    char value[200];
    bool found = read_value(path, key, value, sizeof value) && *value;
    return json_string(found ? text_sanitise(value) : "unknown");
}

/* "some avg10=1.62 … total=1234": a microsecond count. */
static bool pressure_total(const char *path, double *microseconds)
{
    char line[200];
    const char *total = read_value(path, "some", line, sizeof line)
                            ? strstr(line, "total=")
                            : NULL;
    if (total)
        *microseconds = strtod(total + strlen("total="), NULL);
    return total != NULL;
}

static json_t *pressure(void)
{
    json_t *all = json_object();
    static const char *const kinds[] = {"cpu", "memory", "io"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        char path[64];
        snprintf(path, sizeof path, "/proc/pressure/%s", kinds[i]);
        json_object_set_new(all, kinds[i], text_value(path, "some"));
    }
    return all;
}

static json_t *loads(void)
{
    double load[3];
    int count = getloadavg(load, 3);
    json_t *all = json_array();
    for (int i = 0; i < count; i++)
        json_array_append_new(all, json_real(load[i]));
    return all;
}

/* Whether the CPU may run above its nominal clock. */
static json_t *turbo(void)
{
    static const struct {
        const char *path;
        int on;
    } switches[] = {
        {"/sys/devices/system/cpu/intel_pstate/no_turbo", 0},
        {"/sys/devices/system/cpu/cpufreq/boost", 1},
    };
    char value[20];
    for (size_t i = 0; i < sizeof switches / sizeof *switches; i++)
        if (read_value(switches[i].path, "", value, sizeof value))
            return json_string(atoi(value) == switches[i].on ? "on" : "off");
    return json_string("unknown");
}

static json_t *compiler(void)
{
    return json_pack("{s:s, s:s}", "name", OVERLAP_COMPILER, "flags",
                     OVERLAP_FLAGS);
}

/* OVERLAP_LIBRARIES, as in "libuv 1.44.2,libcurl 7.88.1", as an object. */
static json_t *libraries(void)
{
    char all[] = OVERLAP_LIBRARIES;
    json_t *found = json_object();
    char *rest = NULL;
    for (char *name = strtok_r(all, ",", &rest); name;
         name = strtok_r(NULL, ",", &rest)) {
        char *version = strchr(name, ' ');
        if (version) {
            *version++ = '\0';
            json_object_set_new(found, name, json_string(version));
        }
    }
    return found;
}

/* The first line that `hyperfine --version` prints. */
static json_t *hyperfine_version(void)
{
    char *const argv[] = {"hyperfine", "--version", NULL};
    char text[100] = "";
    int ends[2], exit_code;
    if (pipe2(ends, O_CLOEXEC) < 0)
        return json_string("unknown");
    pid_t pid = process_start(argv, ends[1], -1, NULL);
    close(ends[1]);
    if (pid > 0 && process_wait(pid, 10000, &exit_code) == 0) {
        ssize_t got = read(ends[0], text, sizeof text - 1);
        text[got > 0 ? got : 0] = '\0';
    }
    close(ends[0]);
    text[strcspn(text, "\n")] = '\0';
    return json_string(*text ? text_sanitise(text) : "unknown");
}

static void describe_machine(json_t *all)
{
    struct utsname system;
    double quota = machine_quota_cores();
    int affinity = machine_affinity_cores();
    uname(&system);
    json_object_set_new(all, "hostname",
                        json_string(text_sanitise(system.nodename)));
    json_object_set_new(all, "cpu", text_value("/proc/cpuinfo", "model name"));
    json_object_set_new(all, "architecture", json_string(system.machine));
    json_object_set_new(all, "cores", json_integer(machine_cores()));
    json_object_set_new(all, "cores_online",
                        json_integer(sysconf(_SC_NPROCESSORS_ONLN)));
    json_object_set_new(all, "cores_affinity",
                        affinity ? json_integer(affinity) : json_null());
    json_object_set_new(all, "cores_quota",
                        quota > 0 ? json_real(quota) : json_string("none"));
    json_object_set_new(all, "memory_bytes",
                        json_integer((json_int_t)sysconf(_SC_PHYS_PAGES) *
                                     sysconf(_SC_PAGESIZE)));
    json_object_set_new(all, "os",
                        text_value("/etc/os-release", "PRETTY_NAME"));
    json_object_set_new(all, "kernel", json_string(system.release));
    json_object_set_new(all, "governor", text_value(GOVERNOR, ""));
    json_object_set_new(all, "turbo", turbo());
}

json_t *environment_describe(void)
{
    char now[40];
    time_t seconds = time(NULL);
    struct tm utc;
    json_t *all = json_object();
    strftime(now, sizeof now, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&seconds, &utc));
    json_object_set_new(all, "schema", json_string("overlap/environment/1"));
    json_object_set_new(all, "time", json_string(now));
    describe_machine(all);
    json_object_set_new(all, "load", loads());
    json_object_set_new(all, "pressure", pressure());
    json_object_set_new(all, "overlap", json_string(OVERLAP_VERSION));
    json_object_set_new(all, "revision", json_string(OVERLAP_REVISION));
    json_object_set_new(all, "compiler", compiler());
    json_object_set_new(all, "libraries", libraries());
    json_object_set_new(all, "hyperfine", hyperfine_version());
    return all;
}

/* A host's name says nothing: that of a container is another each time. */
const char *environment_differs(const json_t *before, const json_t *after,
                                bool builds)
{
    static const char *const facts[] = {"architecture", "cpu",     "cores",
                                        "kernel",       "overlap", "revision",
                                        "compiler"};
    const size_t of_machine = 3, all = sizeof facts / sizeof *facts;
    for (size_t i = 0; i < (builds ? all : of_machine); i++) {
        const json_t *then = json_object_get(before, facts[i]);
        const json_t *now = json_object_get(after, facts[i]);
        if (then && now && !json_equal(then, now))
            return facts[i];
    }
    return NULL;
}

/* The stolen ticks and all ticks since the machine started. */
static void read_ticks(json_int_t *steal, json_int_t *total)
{
    char line[400];
    *steal = *total = 0;
    if (!read_value("/proc/stat", "cpu ", line, sizeof line))
        return;
    char *at = line;
    /* user nice system idle iowait irq softirq steal; user includes guests. */
    for (int i = 0; i < 8; i++) {
        *steal = strtoll(at, &at, 10);
        *total += *steal;
    }
}

json_t *environment_quiet(int block)
{
    double before, after;
    json_int_t steal, total;
    bool known = pressure_total(CPU_PRESSURE, &before);
    if (process_pause(QUIET_MS) < 0)
        return NULL;
    known = known && pressure_total(CPU_PRESSURE, &after);
    read_ticks(&steal, &total);
    return json_pack("{s:i, s:o, s:I, s:I}", "block", block, "cpu_some",
                     known ? json_real((after - before) / (QUIET_MS * 1e3))
                           : json_null(),
                     "steal_ticks", steal, "total_ticks", total);
}
