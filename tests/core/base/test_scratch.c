/* test_scratch.c -- temporary folders go with their maker, or after it. */
#include "core/base/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/shared.h"
#include "tests/tree.h"
#include "tests/unit.h"

static char dir[] = "/tmp/overlap-test-XXXXXX";
static char why[200];

static int begin(void **state)
{
    (void)state;
    alarm(60);
    return mkdtemp(dir) ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    return rmdir(dir); /* fails if anything is left in it */
}

static bool exists(const char *path)
{
    return access(path, F_OK) == 0;
}

static void make(struct scratch *scratch)
{
    char path[PATH_MAX];
    assert_int_equal(scratch_make(scratch, dir, why, sizeof why), 0);
    assert_int_equal(mkdirat(scratch->fd, "in", 0700), 0);
    path_format(path, "%s/in/file", scratch->path);
    assert_int_equal(file_write(path, "text"), 0);
}

static void it_is_removed_with_all_that_it_holds(void **state)
{
    (void)state;
    struct scratch scratch;
    make(&scratch);
    scratch_remove(&scratch);
    assert_string_equal(scratch.path, "");
    scratch_remove(&scratch);
}

/* Makes a folder in a child, which is then killed. */
static void make_and_die(struct scratch *scratch)
{
    pid_t pid = fork();
    if (pid == 0) {
        make(scratch);
        raise(SIGKILL);
    }
    assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static void one_without_an_owner_is_swept_and_one_with_is_not(void **state)
{
    (void)state;
    struct scratch ours, *left = shared_alloc(sizeof *left);
    assert_non_null(left);
    make(&ours);
    make_and_die(left);
    assert_true(exists(left->path));
    scratch_sweep(dir);
    assert_false(exists(left->path));
    assert_true(exists(ours.path));
    scratch_remove(&ours);
    shared_free(left, sizeof *left);
}

static void a_forked_worker_owns_it_too(void **state)
{
    (void)state;
    struct scratch *made = shared_alloc(sizeof *made);
    int ends[2];
    assert_non_null(made);
    assert_int_equal(pipe(ends), 0);
    pid_t pid = fork();
    if (pid == 0) {
        make(made);
        if (fork() == 0) {
            close(ends[1]);
            _exit(read(ends[0], &pid, 1) != 0);
        }
        raise(SIGKILL);
    }
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    scratch_sweep(dir);
    assert_true(exists(made->path));
    close(ends[1]); /* now the worker ends */
    for (int i = 0; i < 1000 && exists(made->path); i++) {
        usleep(5000);
        scratch_sweep(dir);
    }
    assert_false(exists(made->path));
    close(ends[0]);
    shared_free(made, sizeof *made);
}

static void what_only_looks_like_one_is_left_alone(void **state)
{
    (void)state;
    static const char *const names[] = {"overlap-backup", "overlap-scratch-x",
                                        "overlap-scratch-notours"};
    char path[PATH_MAX], link[PATH_MAX];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_int_equal(mkdir(path_format(path, "%s/%s", dir, names[i]), 0700),
                         0);
    path_format(link, "%s/overlap-scratch-linked", dir);
    assert_int_equal(symlink(path, link), 0);
    scratch_sweep(dir);
    assert_int_equal(unlink(link), 0);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_int_equal(rmdir(path_format(path, "%s/%s", dir, names[i])), 0);
}

/* Sweeps take many of the folders that are just being made. */
static void sweeps_do_not_take_a_new_one(void **state)
{
    (void)state;
    pid_t pid = fork();
    if (pid == 0)
        for (;;)
            scratch_sweep(dir);
    for (int i = 0; i < 2000; i++) {
        struct scratch scratch;
        make(&scratch);
        assert_true(exists(scratch.path));
        scratch_remove(&scratch);
    }
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    scratch_sweep(dir);
}

static void where_none_can_be_made_is_told(void **state)
{
    (void)state;
    struct scratch scratch;
    char parent[PATH_MAX + 10];
    assert_int_equal(scratch_make(&scratch, "/no/such/folder", why, sizeof why),
                     -ENOENT);
    assert_string_equal(why, "found /no/such/folder, expected a folder to "
                             "write in: No such file or directory");
    assert_string_equal(scratch.path, "");
    memset(parent, 'x', sizeof parent - 1);
    parent[sizeof parent - 1] = '\0';
    assert_int_equal(scratch_make(&scratch, parent, why, sizeof why),
                     -ENAMETOOLONG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_removed_with_all_that_it_holds),
        cmocka_unit_test(one_without_an_owner_is_swept_and_one_with_is_not),
        cmocka_unit_test(a_forked_worker_owns_it_too),
        cmocka_unit_test(what_only_looks_like_one_is_left_alone),
        cmocka_unit_test(sweeps_do_not_take_a_new_one),
        cmocka_unit_test(where_none_can_be_made_is_told),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
