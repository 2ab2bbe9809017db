/* cgroup.c -- what the control groups of this process grant it. */
#include "core/base/cgroup.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Reads up to two numbers from the start of a file; returns how many there
 * were. Without a limit the file says "max" or, in version 1, -1. */
static int read_numbers(const char *folder, const char *name, double number[2])
{
    char path[PATH_MAX];
    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= PATH_MAX)
        return 0;
    FILE *file = fopen(path, "re");
    if (!file)
        return 0;
    int found = fscanf(file, "%lf %lf", &number[0], &number[1]);
    fclose(file);
    return found;
}

double cgroup_cpu_cores(const char *folder)
{
    double number[2], period[2];
    if (read_numbers(folder, "cpu.max", number) == 2 && number[1] > 0)
        return number[0] / number[1];
    if (read_numbers(folder, "cpu.cfs_quota_us", number) > 0 &&
        read_numbers(folder, "cpu.cfs_period_us", period) > 0 &&
        number[0] > 0 && period[0] > 0)
        return number[0] / period[0];
    return -1;
}

/* What is left of a limit, at least 0; -1: no limit. */
static double left(const char *folder, const char *limit, const char *used)
{
    double most[2], now[2] = {0};
    if (read_numbers(folder, limit, most) < 1 || most[0] < 0)
        return -1;
    read_numbers(folder, used, now);
    return most[0] > now[0] ? most[0] - now[0] : 0;
}

double cgroup_pids_left(const char *folder)
{
    return left(folder, "pids.max", "pids.current");
}

double cgroup_memory_bytes(const char *folder)
{
    double bytes = left(folder, "memory.max", "memory.current");
    return bytes >= 0
               ? bytes
               : left(folder, "memory.limit_in_bytes", "memory.usage_in_bytes");
}

/* Is `word` in the comma-separated `list`? */
static bool has_word(const char *list, const char *word)
{
    size_t length = strlen(word);
    while (*list) {
        size_t next = strcspn(list, ",");
        if (next == length && strncmp(list, word, length) == 0)
            return true;
        list += next + (list[next] == ',');
    }
    return false;
}

/* Finds where the hierarchy of `controller` (version 2's if it is "") is
 * mounted, `at`, and which of its groups is there, `top`. False: nowhere. */
static bool find_mount(const char *root, const char *controller,
                       char top[PATH_MAX], char at[PATH_MAX])
{
    char path[PATH_MAX], line[2 * PATH_MAX], type[32], options[1024];
    snprintf(path, sizeof path, "%s/proc/self/mountinfo", root);
    FILE *file = fopen(path, "re");
    bool found = false;
    while (file && !found && fgets(line, sizeof line, file)) {
        const char *rest = strstr(line, " - ");
        if (!rest || sscanf(rest, " - %31s %*s %1023s", type, options) != 2 ||
            sscanf(line, "%*s %*s %*s %4095s %4095s", top, at) != 2)
            continue;
        found = *controller
                    ? !strcmp(type, "cgroup") && has_word(options, controller)
                    : !strcmp(type, "cgroup2");
    }
    if (file)
        fclose(file);
    return found;
}

/* The path of `group` relative to `top`, the one that is mounted; "" if it is
 * `top`, or lies outside of what is visible here. */
static const char *path_below(const char *group, const char *top)
{
    size_t length = strcmp(top, "/") == 0 ? 0 : strlen(top);
    if (strncmp(group, top, length) != 0 || strstr(group, "/.."))
        return "";
    return group[length] == '/' && group[length + 1] ? group + length : "";
}

/* The smallest limit from the group up to the mount. */
static double least_above(const char *root, const char *controller,
                          const char *group, cgroup_grant *grant)
{
    char top[PATH_MAX], at[PATH_MAX], folder[PATH_MAX];
    if (!find_mount(root, controller, top, at))
        return -1;
    int mount = snprintf(folder, sizeof folder, "%s%s", root, at);
    if (mount >= PATH_MAX)
        return -1;
    int length = mount + snprintf(folder + mount, sizeof folder - (size_t)mount,
                                  "%s", path_below(group, top));
    if (length >= PATH_MAX)
        return -1;
    double least = -1;
    for (;;) {
        double granted = grant(folder);
        if (granted >= 0 && (least < 0 || granted < least))
            least = granted;
        if (length <= mount)
            return least;
        while (folder[--length] != '/')
            continue;
        folder[length] = '\0';
    }
}

double cgroup_least(const char *root, const char *controller,
                    cgroup_grant *grant)
{
    char path[PATH_MAX], line[2 * PATH_MAX];
    double least = -1;
    snprintf(path, sizeof path, "%s/proc/self/cgroup", root);
    FILE *file = fopen(path, "re");
    while (file && fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = '\0';
        char *controllers = strchr(line, ':');
        char *group = controllers ? strchr(++controllers, ':') : NULL;
        if (!group)
            continue;
        *group++ = '\0';
        if (*controllers && !has_word(controllers, controller))
            continue;
        double granted =
            least_above(root, *controllers ? controller : "", group, grant);
        if (granted >= 0 && (least < 0 || granted < least))
            least = granted;
    }
    if (file)
        fclose(file);
    return least;
}
