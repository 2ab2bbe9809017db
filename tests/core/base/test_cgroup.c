/* test_cgroup.c -- what control groups grant, in made-up trees of the kernel's
 * files. */
#include "core/base/cgroup.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/tree.h"
#include "tests/unit.h"

#define TEMPLATE "/tmp/overlap-cgroup-XXXXXX"

static char root[sizeof TEMPLATE];

/* Writes a file of the tree, and makes the folders above it. */
static void put(const char *path, const char *text)
{
    char full[PATH_MAX];
    snprintf(full, sizeof full, "%s%s", root, path);
    for (char *slash = full + strlen(root) + 1; (slash = strchr(slash, '/'));
         slash++) {
        *slash = '\0';
        mkdir(full, 0777);
        *slash = '/';
    }
    FILE *file = fopen(full, "we");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

#define V2                                                                     \
    "24 1 0:21 / /proc rw - proc proc rw\n"                                    \
    "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw\n"
#define V1                                                                     \
    "31 23 0:27 / /sys/fs/cgroup/cpu,cpuacct rw shared:5 - cgroup cgroup "     \
    "rw,cpu,cpuacct\n"                                                         \
    "32 23 0:28 /docker/7 /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids\n"

static int make_root(void **state)
{
    (void)state;
    snprintf(root, sizeof root, "%s", TEMPLATE);
    return mkdtemp(root) ? 0 : -1;
}

static int remove_root(void **state)
{
    (void)state;
    return tree_remove(root);
}

static double cores(void)
{
    return cgroup_least(root, "cpu", cgroup_cpu_cores);
}

static void a_machine_without_groups_sets_no_limit(void **state)
{
    (void)state;
    assert_true(cores() < 0);
    put("/proc/self/cgroup", "0::/\n");
    assert_true(cores() < 0); /* nothing is mounted */
    put("/proc/self/mountinfo", V2);
    assert_true(cores() < 0);
}

static void the_least_of_the_own_group_and_all_above_counts(void **state)
{
    (void)state;
    put("/proc/self/mountinfo", V2);
    put("/proc/self/cgroup", "0::/user.slice/a.scope\n");
    put("/sys/fs/cgroup/user.slice/a.scope/cpu.max", "300000 100000\n");
    assert_true(cores() == 3);
    put("/sys/fs/cgroup/user.slice/cpu.max", "150000 100000\n");
    assert_true(cores() == 1.5);
    put("/sys/fs/cgroup/cpu.max", "max 100000\n");
    assert_true(cores() == 1.5);
    put("/sys/fs/cgroup/user.slice/a.scope/cpu.max", "50000 100000\n");
    assert_true(cores() == 0.5);
    put("/sys/fs/cgroup/other/cpu.max", "1000 100000\n");
    assert_true(cores() == 0.5);
}

static void version_1_has_a_hierarchy_a_controller(void **state)
{
    (void)state;
    put("/proc/self/mountinfo", V1);
    put("/proc/self/cgroup", "9:name=systemd:/\n4:cpu,cpuacct:/unit\n"
                             "3:pids:/docker/7/inner\n0::/\n");
    put("/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "-1\n");
    put("/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n");
    assert_true(cores() < 0);
    put("/sys/fs/cgroup/cpu,cpuacct/unit/cpu.cfs_quota_us", "200000\n");
    put("/sys/fs/cgroup/cpu,cpuacct/unit/cpu.cfs_period_us", "100000\n");
    assert_true(cores() == 2);
    assert_true(cgroup_least(root, "pids", cgroup_pids_left) < 0);
}

static void a_container_sees_its_group_as_the_top(void **state)
{
    (void)state;
    put("/proc/self/mountinfo", V1);
    put("/proc/self/cgroup", "3:pids:/docker/7/inner\n");
    put("/sys/fs/cgroup/pids/pids.max", "100\n");
    put("/sys/fs/cgroup/pids/pids.current", "30\n");
    assert_true(cgroup_least(root, "pids", cgroup_pids_left) == 70);
    put("/sys/fs/cgroup/pids/inner/pids.max", "20\n");
    put("/sys/fs/cgroup/pids/inner/pids.current", "30\n");
    assert_true(cgroup_least(root, "pids", cgroup_pids_left) == 0);
    put("/proc/self/cgroup", "3:pids:/../../elsewhere\n");
    assert_true(cgroup_least(root, "pids", cgroup_pids_left) == 70);
}

static void a_name_that_only_begins_alike_is_another(void **state)
{
    (void)state;
    put("/proc/self/mountinfo", "31 23 0:27 / /sys/fs/cgroup/cpuset rw - "
                                "cgroup cgroup rw,cpuset\n");
    put("/proc/self/cgroup", "4:cpuset:/\n");
    put("/sys/fs/cgroup/cpuset/cpu.max", "100000 100000\n");
    assert_true(cores() < 0);
}

static void memory_is_what_is_left_of_it(void **state)
{
    (void)state;
    put("/proc/self/mountinfo", V2);
    put("/proc/self/cgroup", "0::/a\n");
    put("/sys/fs/cgroup/a/memory.max", "1048576\n");
    put("/sys/fs/cgroup/a/memory.current", "48576\n");
    assert_true(cgroup_least(root, "memory", cgroup_memory_bytes) == 1000000);
}

static void what_is_no_table_is_passed_over(void **state)
{
    (void)state;
    put("/proc/self/mountinfo", "\n - \n1 2 3\n - cgroup2\n" V2);
    put("/proc/self/cgroup", "\n:\n::\n0:\nnonsense\n0::relative\n0::/a\n");
    put("/sys/fs/cgroup/a/cpu.max", "100000 0\n");
    assert_true(cores() < 0);
    put("/sys/fs/cgroup/cpu.max", "400000 100000\n");
    assert_true(cores() == 4);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_root, remove_root)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_machine_without_groups_sets_no_limit),
        TEST(the_least_of_the_own_group_and_all_above_counts),
        TEST(version_1_has_a_hierarchy_a_controller),
        TEST(a_container_sees_its_group_as_the_top),
        TEST(a_name_that_only_begins_alike_is_another),
        TEST(memory_is_what_is_left_of_it),
        TEST(what_is_no_table_is_passed_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
