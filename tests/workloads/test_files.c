/* test_files.c -- files come back as they were written, and leave no trace. */
#include <errno.h>
#include <linux/magic.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/vfs.h>
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

/* Fails if anything is left in it. */
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

static struct plan plan_prepare(const char *variant, const char *where)
{
    struct plan plan = plan_of(&workload_files, 3, 300000);
    plan.dir = where;
    plan.variant = workload_find_variant(&workload_files, variant);
    *why = '\0';
    int err = workload_files.setup(&plan, why);
    assert_true(err == 0 || (err == -ENOTSUP && strstr(why, "not testable")));
    plan.tasks = err ? 0 : plan.tasks;
    return plan;
}

/* Skips the test where the file system keeps its files in memory. */
static void expect_read(const char *variant, double least, double most)
{
    struct finding found[WORKLOAD_FINDS_MAX];
    struct plan plan = plan_prepare(variant, dir);
    if (plan.tasks == 0) {
        workload_files.teardown();
        skip_because("%s", why);
    }
    for (int again = 0; again < 2; again++) {
        run_tasks(&plan);
        expect_all_ok(&plan);
        assert_int_equal(workload_files.check(&plan, results, why), 0);
    }
    assert_int_equal(workload_files.findings(&plan, results, found), 1);
    assert_string_equal(found->name, "resident_share");
    assert_true(found->value >= least && found->value <= most);
    workload_files.teardown();
}

static void warm_files_are_in_memory(void **state)
{
    (void)state;
    expect_read("warm", 0.99, 1);
}

static void cold_files_are_not(void **state)
{
    (void)state;
    expect_read("cold", 0, 0.01);
}

static void files_in_memory_cannot_be_cold(void **state)
{
    (void)state;
    struct statfs info;
    if (statfs("/dev/shm", &info) < 0 || info.f_type != TMPFS_MAGIC ||
        access("/dev/shm", W_OK) < 0)
        skip_because("/dev/shm is not a writable tmpfs");
    struct plan plan = plan_prepare("cold", "/dev/shm");
    assert_int_equal(plan.tasks, 0);
    assert_non_null(strstr(why, "found 100 %"));
    workload_files.teardown();
}

static int syncs;

static ssize_t plain_write(struct io *io, int fd, const void *buf, size_t len,
                           off_t at)
{
    (void)io;
    return pwrite(fd, buf, len, at);
}

static ssize_t plain_read(struct io *io, int fd, void *buf, size_t len,
                          off_t at)
{
    (void)io;
    return pread(fd, buf, len, at);
}

static int count_sync(struct io *io, int fd)
{
    (void)io;
    syncs += fd >= 0;
    return 0;
}

static int syncs_of(const char *variant)
{
    static const struct io_ops ops = {.file_write = plain_write,
                                      .file_read = plain_read,
                                      .file_sync = count_sync};
    struct io io = {.ops = &ops, .deadline_ns = IO_NEVER};
    struct plan plan = plan_prepare(variant, dir);
    const struct job job = {.plan = &plan};
    uint64_t answer;
    syncs = 0;
    assert_int_equal(workload_files.task(&io, &job, &answer), 0);
    workload_files.teardown();
    return syncs;
}

static void only_fsync_waits_for_the_disk(void **state)
{
    (void)state;
    assert_int_equal(syncs_of("rewrite"), 0);
    assert_int_equal(syncs_of("fsync"), 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_dir, remove_dir)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_size_reads_back_what_was_written),
        TEST(files_differ_from_each_other),
        TEST(a_wrong_answer_is_found_out),
        TEST(a_file_that_finds_no_room_fails_and_is_removed),
        TEST(warm_files_are_in_memory),
        TEST(cold_files_are_not),
        TEST(files_in_memory_cannot_be_cold),
        TEST(only_fsync_waits_for_the_disk),
        TEST(a_folder_that_is_not_there_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
