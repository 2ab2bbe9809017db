/* test_files.c -- files come back as they were written, and leave no trace. */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/workloads/tasks.h"

extern const struct workload workload_files;

static char dir[32];

static int make_dir(void **state)
{
    (void)state;
    strcpy(dir, "/tmp/overlap-test-XXXXXX");
    return mkdtemp(dir) ? 0 : -1;
}

/* Fails when anything is left in it. */
static int remove_dir(void **state)
{
    (void)state;
    return rmdir(dir);
}

static void every_size_reads_back_what_was_written(void **state)
{
    (void)state;
    static const int64_t sizes[] = {0, 1, 7, 262143, 262144, 262145, 1000003};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct plan plan = plan_of(&workload_files, 17, sizes[i]);
        plan.dir = dir;
        assert_int_equal(workload_files.setup(&plan, why), 0);
        run_tasks(&plan);
        expect_all_ok(&plan);
        assert_int_equal(workload_files.check(&plan, results, why), 0);
        workload_files.teardown();
    }
}

static void files_differ_from_each_other(void **state)
{
    (void)state;
    struct plan plan = plan_of(&workload_files, 2, 4096);
    plan.dir = dir;
    assert_int_equal(workload_files.setup(&plan, why), 0);
    run_tasks(&plan);
    assert_int_not_equal(results[0].answer, results[1].answer);
    workload_files.teardown();
}

static void a_wrong_answer_is_found_out(void **state)
{
    (void)state;
    struct plan plan = plan_of(&workload_files, 1, 4096);
    plan.dir = dir;
    assert_int_equal(workload_files.setup(&plan, why), 0);
    run_tasks(&plan);
    results[0].answer ^= 1;
    assert_int_equal(workload_files.check(&plan, results, why), -EILSEQ);
    workload_files.teardown();
}

static void a_file_that_finds_no_room_fails_and_is_removed(void **state)
{
    (void)state;
    struct rlimit usual, small;
    getrlimit(RLIMIT_FSIZE, &usual);
    small = (struct rlimit){.rlim_cur = 300000, .rlim_max = usual.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    struct plan plan = plan_of(&workload_files, 1, 1 << 20);
    plan.dir = dir;
    assert_int_equal(workload_files.setup(&plan, why), 0);
    setrlimit(RLIMIT_FSIZE, &small);
    run_tasks(&plan);
    setrlimit(RLIMIT_FSIZE, &usual);
    assert_int_equal(results[0].err, -EFBIG);
    workload_files.teardown();
}

static void a_folder_that_is_not_there_is_refused(void **state)
{
    (void)state;
    struct plan plan = plan_of(&workload_files, 1, 1);
    plan.dir = "/nonexistent";
    assert_int_equal(workload_files.setup(&plan, why), -ENOENT);
    assert_non_null(strstr(why, "/nonexistent"));
    workload_files.teardown();
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_dir, remove_dir)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_size_reads_back_what_was_written),
        TEST(files_differ_from_each_other),
        TEST(a_wrong_answer_is_found_out),
        TEST(a_file_that_finds_no_room_fails_and_is_removed),
        TEST(a_folder_that_is_not_there_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
