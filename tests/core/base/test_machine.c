/* test_machine.c -- what the limits of this process leave of the machine. */
#include "tests/unit.h"

#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/machine.h"

/* Sets a limit, and leaves what it was in *usual. */
static void lower(int resource, rlim_t to, struct rlimit *usual)
{
    getrlimit((__rlimit_resource_t)resource, usual);
    const struct rlimit low = {.rlim_cur = to, .rlim_max = usual->rlim_max};
    assert_int_equal(setrlimit((__rlimit_resource_t)resource, &low), 0);
}

static void a_limit_on_processes_is_named(void **state)
{
    (void)state;
    struct rlimit usual;
    const char *threads_by, *processes_by;
    lower(RLIMIT_NPROC, 3, &usual);
    int threads = machine_max_workers(MACHINE_THREAD, &threads_by);
    int processes = machine_max_workers(MACHINE_PROCESS, &processes_by);
    setrlimit(RLIMIT_NPROC, &usual);
    assert_int_equal(threads, 3);
    assert_int_equal(processes, 3);
    assert_string_equal(threads_by, "ulimit -u");
    assert_string_equal(processes_by, "ulimit -u");
}

/* Nobody is told to start none at all. */
static void a_limit_of_nothing_leaves_one(void **state)
{
    (void)state;
    struct rlimit usual;
    const char *by;
    lower(RLIMIT_NPROC, 0, &usual);
    int threads = machine_max_workers(MACHINE_THREAD, &by);
    setrlimit(RLIMIT_NPROC, &usual);
    assert_int_equal(threads, 1);
}

/* In a child, which needs no more memory. */
static int with_address_space(rlim_t bytes, int *most, const char *expected)
{
    int ends[2], status = -1;
    assert_int_equal(pipe(ends), 0);
    pid_t pid = fork();
    if (pid == 0) {
        struct rlimit usual;
        const char *by;
        lower(RLIMIT_AS, bytes, &usual);
        int threads = machine_max_workers(MACHINE_THREAD, &by);
        setrlimit(RLIMIT_AS, &usual);
        ssize_t put = write(ends[1], &threads, sizeof threads);
        _exit(put == sizeof threads && strcmp(by, expected) == 0 ? 0 : 1);
    }
    close(ends[1]); /* or a child that dies would be waited for */
    ssize_t got = read(ends[0], most, sizeof *most);
    close(ends[0]);
    assert_int_equal(got, sizeof *most);
    waitpid(pid, &status, 0);
    return status;
}

static void stacks_fit_into_the_address_space_or_do_not(void **state)
{
    (void)state;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    skip_because("sanitizers map terabytes, more than any limit");
#endif
    int most;
    pthread_attr_t usual;
    size_t stack_bytes;
    pthread_attr_init(&usual);
    pthread_attr_getstacksize(&usual, &stack_bytes);
    pthread_attr_destroy(&usual);
    assert_int_equal(with_address_space(20 * stack_bytes, &most, "ulimit -v"),
                     0);
    assert_int_in_range(most, 1, 19);
    assert_int_equal(with_address_space(4096, &most, "ulimit -v"), 0);
    assert_int_equal(most, 1);
}

static void a_process_does_not_care_about_stacks(void **state)
{
    (void)state;
    const char *by;
    assert_true(machine_max_workers(MACHINE_PROCESS, &by) > 0);
    assert_string_not_equal(by, "ulimit -v");
    assert_string_not_equal(by, "none");
}

/* As many as the hard limit allows: the soft one is raised. */
static void the_limit_on_files_is_raised(void **state)
{
    (void)state;
    struct rlimit usual, now;
    lower(RLIMIT_NOFILE, 50, &usual);
    int files = machine_max_files();
    getrlimit(RLIMIT_NOFILE, &now);
    setrlimit(RLIMIT_NOFILE, &usual);
    assert_int_equal(now.rlim_cur, usual.rlim_max);
    assert_int_equal(files,
                     usual.rlim_max < INT_MAX ? (int)usual.rlim_max : INT_MAX);
}

static void cores_are_those_we_may_run_on(void **state)
{
    (void)state;
    cpu_set_t usual, one;
    assert_int_equal(sched_getaffinity(0, sizeof usual, &usual), 0);
    assert_int_equal(machine_affinity_cores(), CPU_COUNT(&usual));
    CPU_ZERO(&one);
    CPU_SET((size_t)sched_getcpu(), &one);
    assert_int_equal(sched_setaffinity(0, sizeof one, &one), 0);
    int cores = machine_cores();
    sched_setaffinity(0, sizeof usual, &usual);
    assert_int_equal(cores, 1);
    assert_int_in_range(machine_cores(), 1, CPU_COUNT(&usual));
    assert_true(machine_max_connections() > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_limit_on_processes_is_named),
        cmocka_unit_test(a_limit_of_nothing_leaves_one),
        cmocka_unit_test(stacks_fit_into_the_address_space_or_do_not),
        cmocka_unit_test(a_process_does_not_care_about_stacks),
        cmocka_unit_test(the_limit_on_files_is_raised),
        cmocka_unit_test(cores_are_those_we_may_run_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
