/* test_file.c -- a file is written whole or not at all; so is a path. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/path.h"
#include "tests/unit.h"

static char dir[] = "/tmp/overlap-test-XXXXXX";
static char path[PATH_MAX];

static int make_dir(void **state)
{
    (void)state;
    signal(SIGXFSZ, SIG_IGN);
    return mkdtemp(dir) ? 0 : -1;
}

static int remove_dir(void **state)
{
    (void)state;
    return rmdir(dir); /* fails if anything is left in it */
}

static int begin(void **state)
{
    (void)state;
    path_format(path, "%s/file", dir);
    return 0;
}

static int end(void **state)
{
    (void)state;
    unlink(path);
    return 0;
}

static void assert_text(const char *expected)
{
    char *text;
    assert_int_equal(file_read(path, &text), 0);
    assert_string_equal(text, expected);
    free(text);
}

static int files_count(void)
{
    int count = 0;
    DIR *folder = opendir(dir);
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
        count += entry->d_name[0] != '.';
    closedir(folder);
    return count;
}

static void what_comes_after_a_nul_is_not_dropped(void **state)
{
    (void)state;
    char *text;
    static const char parts[][4] = {"a\0b", "ab\0"};
    for (int i = 0; i < 2; i++) {
        FILE *file = fopen(path, "we");
        assert_int_equal(fwrite(parts[i], 1, 3, file), 3);
        fclose(file);
        assert_int_equal(file_read(path, &text), -EILSEQ);
        assert_null(text);
    }
}

static void a_file_is_replaced_when_it_is_whole(void **state)
{
    (void)state;
    struct file file;
    assert_int_equal(file_write(path, "before"), 0);
    assert_int_equal(file_begin(&file, path), 0);
    fputs("after", file.out);
    fflush(file.out);
    assert_text("before");
    assert_int_equal(file_end(&file, 0), 0);
    assert_text("after");
    assert_int_equal(files_count(), 1);
}

static void only_a_regular_file_of_some_size_is_read(void **state)
{
    (void)state;
    FILE *file;
    assert_int_equal(file_open(&file, path), -ENOENT);
    assert_int_equal(file_open(&file, dir), -EISDIR);
    assert_int_equal(file_open(&file, "/dev/zero"), -EMEDIUMTYPE);
    assert_int_equal(mkfifo(path, 0600), 0); /* with nobody at its other end */
    assert_int_equal(file_open(&file, path), -EMEDIUMTYPE);
    assert_int_equal(file_check(path), -EMEDIUMTYPE);
    unlink(path);
    assert_int_equal(file_write(path, "text"), 0);
    assert_int_equal(truncate(path, FILE_BYTES_MAX), 0);
    assert_int_equal(file_open(&file, path), 0);
    fclose(file);
    assert_int_equal(truncate(path, FILE_BYTES_MAX + 1), 0);
    assert_int_equal(file_open(&file, path), -EFBIG);
    assert_null(file);
    assert_int_equal(file_check(path), 0);
    assert_string_equal(file_strerror(-EMEDIUMTYPE), "not a regular file");
}

static void what_failed_leaves_nothing(void **state)
{
    (void)state;
    struct file file;
    assert_int_equal(file_write(path, "before"), 0);
    assert_int_equal(file_begin(&file, path), 0);
    fputs("half", file.out);
    assert_int_equal(file_end(&file, -EPROTO), -EPROTO);
    assert_text("before");
    assert_int_equal(files_count(), 1);
}

static bool is_kind(const char *name, mode_t kind)
{
    struct stat is;
    return lstat(name, &is) == 0 && (is.st_mode & S_IFMT) == kind;
}

static void a_device_is_written_to_and_stays_one(void **state)
{
    (void)state;
    if (mknod(path, S_IFCHR | 0666, makedev(1, 3)) < 0)
        skip_because("a device cannot be made: %s", strerror(errno));
    assert_int_equal(file_write(path, "gone"), 0);
    assert_true(is_kind(path, S_IFCHR));
    assert_int_equal(files_count(), 1);
}

static void a_full_device_says_so_and_stays_one(void **state)
{
    (void)state;
    if (mknod(path, S_IFCHR | 0666, makedev(1, 7)) < 0)
        skip_because("a device cannot be made: %s", strerror(errno));
    assert_int_equal(file_write(path, "gone"), -ENOSPC);
    assert_true(is_kind(path, S_IFCHR));
}

static void a_fifo_without_a_reader_is_refused(void **state)
{
    (void)state;
    assert_int_equal(mkfifo(path, 0666), 0);
    assert_int_equal(file_write(path, "gone"), -ENXIO);
    assert_true(is_kind(path, S_IFIFO));
}

static void what_a_link_leads_to_is_written(void **state)
{
    (void)state;
    char target[PATH_MAX];
    path_format(target, "%s/target", dir);
    assert_int_equal(file_write(target, "a longer text"), 0);
    assert_int_equal(symlink("target", path), 0);
    assert_int_equal(file_write(path, "text"), 0);
    assert_text("text");
    assert_true(is_kind(path, S_IFLNK));
    assert_true(is_kind(target, S_IFREG));
    unlink(target);
}

static void a_folder_is_refused(void **state)
{
    (void)state;
    assert_int_equal(file_write(dir, "text"), -EISDIR);
}

/* It gets the kernel's own error, not EIO. */
static void a_file_that_grows_too_large_says_so(void **state)
{
    (void)state;
    struct rlimit usual;
    getrlimit(RLIMIT_FSIZE, &usual);
    const struct rlimit small = {.rlim_cur = 1000, .rlim_max = usual.rlim_max};
    char text[3000];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    int err = file_write(path, text);
    setrlimit(RLIMIT_FSIZE, &usual);
    assert_int_equal(err, -EFBIG);
    assert_int_equal(files_count(), 0);
}

static void what_a_killed_program_left_is_used_again(void **state)
{
    (void)state;
    pid_t pid = fork();
    if (pid == 0) {
        struct file file;
        file_begin(&file, path);
        fputs("a longer text", file.out);
        fflush(file.out);
        raise(SIGKILL);
    }
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    assert_int_equal(files_count(), 1);
    assert_int_equal(file_write(path, "whole"), 0);
    assert_text("whole");
    assert_int_equal(files_count(), 1);
}

static void two_writers_at_a_time_each_write_a_whole_file(void **state)
{
    (void)state;
    struct file one, other;
    assert_int_equal(file_begin(&one, path), 0);
    assert_int_equal(file_begin(&other, path), 0);
    fputs("one", one.out);
    fputs("other", other.out);
    assert_int_equal(file_end(&other, 0), 0);
    assert_text("other");
    assert_int_equal(file_end(&one, 0), 0);
    assert_text("one");
    assert_int_equal(files_count(), 1);
}

static void write_often(char letter)
{
    char text[20001];
    memset(text, letter, sizeof text - 1);
    text[sizeof text - 1] = '\0';
    for (int i = 0; i < 300; i++)
        if (file_write(path, text))
            _exit(1);
    _exit(0);
}

static void many_writers_leave_a_whole_file(void **state)
{
    (void)state;
    int status;
    for (int i = 0; i < 4; i++)
        if (fork() == 0)
            write_often((char)('a' + i));
    for (int i = 0; i < 4; i++) {
        assert_true(wait(&status) > 0);
        assert_int_equal(status, 0);
    }
    char *text;
    assert_int_equal(file_read(path, &text), 0);
    assert_int_equal(strlen(text), 20000);
    assert_int_equal(strspn(text, (char[]){text[0], '\0'}), 20000);
    free(text);
    assert_int_equal(files_count(), 1);
}

static void a_copy_has_the_same_bytes(void **state)
{
    (void)state;
    char copy[PATH_MAX];
    path_format(copy, "%s/copy", dir);
    assert_int_equal(file_write(path, "one\ntwo"), 0);
    assert_int_equal(file_copy(copy, path), 0);
    unlink(path);
    rename(copy, path);
    assert_text("one\ntwo");
    assert_int_equal(file_copy(copy, "/no/such/file"), -ENOENT);
}

static void an_empty_file_is_an_empty_text(void **state)
{
    (void)state;
    assert_int_equal(file_write(path, ""), 0);
    assert_text("");
}

static void what_is_no_file_cannot_be_read(void **state)
{
    (void)state;
    char *text = dir;
    assert_int_equal(file_read(dir, &text), -EISDIR);
    assert_null(text);
    assert_int_equal(file_read(path, &text), -ENOENT);
    assert_null(text);
    assert_int_equal(file_copy(path, dir), -EISDIR);
    assert_int_equal(files_count(), 0);
}

static void a_folder_that_took_its_place_stays(void **state)
{
    (void)state;
    struct file file;
    assert_int_equal(file_begin(&file, path), 0);
    assert_int_equal(mkdir(path, 0777), 0);
    assert_int_equal(file_end(&file, 0), -EISDIR);
    assert_int_equal(files_count(), 1);
    assert_int_equal(rmdir(path), 0);
}

/* Longer than what stdio keeps, so that the writes fail, not the closing. */
static void no_byte_that_did_not_fit_is_forgotten(void **state)
{
    (void)state;
    static char text[100000];
    char from[PATH_MAX];
    memset(text, 'x', sizeof text - 1);
    path_format(from, "%s/from", dir);
    assert_int_equal(file_write(from, text), 0);
    if (mknod(path, S_IFCHR | 0666, makedev(1, 7)) < 0) {
        unlink(from);
        skip_because("a device cannot be made: %s", strerror(errno));
    }
    assert_int_equal(file_write(path, text), -ENOSPC);
    assert_int_equal(file_copy(path, from), -ENOSPC);
    assert_int_equal(file_copy("/no/such/folder/file", from), -ENOENT);
    unlink(from);
}

static void a_path_that_fits_is_itself(void **state)
{
    (void)state;
    char joined[PATH_MAX];
    assert_string_equal(path_format(joined, "%s/%s", "a", "b"), "a/b");
}

/* Cut short, it would be the folder's path. */
static void a_path_that_is_too_long_is_nobodys(void **state)
{
    (void)state;
    char name[PATH_MAX], joined[PATH_MAX];
    memset(name, 'y', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    for (size_t i = 200; i < sizeof name - 1; i += 200)
        name[i] = '/';
    path_format(joined, "%s/%s", dir, name);
    assert_int_equal(access(joined, F_OK), -1);
    assert_int_equal(errno, ENAMETOOLONG);
    assert_int_equal(file_write(joined, "text"), -ENAMETOOLONG);
    assert_int_equal(mkdir(joined, 0777), -1);
    assert_int_equal(errno, ENAMETOOLONG);
}

static void an_unnamed_file_needs_no_folder(void **state)
{
    (void)state;
    setenv("TMPDIR", "/no/such/folder", 1);
    FILE *file = file_unnamed();
    unsetenv("TMPDIR");
    assert_non_null(file);
    assert_true(fputs("text", file) >= 0 && fflush(file) == 0);
    struct stat info;
    assert_int_equal(fstat(fileno(file), &info), 0);
    assert_int_equal(info.st_nlink, 0);
    char text[8] = "", reopened[32], filesystem[PATH_MAX];
    assert_int_equal(pread(fileno(file), text, sizeof text, 0), 4);
    assert_string_equal(text, "text");
    snprintf(reopened, sizeof reopened, "/proc/self/fd/%d", fileno(file));
    assert_true(readlink(reopened, filesystem, sizeof filesystem) > 0);
    assert_int_equal(strncmp(filesystem, "/memfd:", 7), 0);
    fclose(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_comes_after_a_nul_is_not_dropped,
                                        begin, end),
        cmocka_unit_test_setup_teardown(a_file_is_replaced_when_it_is_whole,
                                        begin, end),
        cmocka_unit_test_setup_teardown(
            only_a_regular_file_of_some_size_is_read, begin, end),
        cmocka_unit_test_setup_teardown(what_failed_leaves_nothing, begin, end),
        cmocka_unit_test_setup_teardown(a_device_is_written_to_and_stays_one,
                                        begin, end),
        cmocka_unit_test_setup_teardown(a_full_device_says_so_and_stays_one,
                                        begin, end),
        cmocka_unit_test_setup_teardown(a_fifo_without_a_reader_is_refused,
                                        begin, end),
        cmocka_unit_test_setup_teardown(what_a_link_leads_to_is_written, begin,
                                        end),
        cmocka_unit_test(a_folder_is_refused),
        cmocka_unit_test_setup_teardown(a_file_that_grows_too_large_says_so,
                                        begin, end),
        cmocka_unit_test_setup_teardown(
            what_a_killed_program_left_is_used_again, begin, end),
        cmocka_unit_test_setup_teardown(
            two_writers_at_a_time_each_write_a_whole_file, begin, end),
        cmocka_unit_test_setup_teardown(many_writers_leave_a_whole_file, begin,
                                        end),
        cmocka_unit_test_setup_teardown(a_copy_has_the_same_bytes, begin, end),
        cmocka_unit_test(an_unnamed_file_needs_no_folder),
        cmocka_unit_test_setup_teardown(an_empty_file_is_an_empty_text, begin,
                                        end),
        cmocka_unit_test_setup_teardown(what_is_no_file_cannot_be_read, begin,
                                        end),
        cmocka_unit_test_setup_teardown(a_folder_that_took_its_place_stays,
                                        begin, end),
        cmocka_unit_test_setup_teardown(no_byte_that_did_not_fit_is_forgotten,
                                        begin, end),
        cmocka_unit_test(a_path_that_fits_is_itself),
        cmocka_unit_test_setup_teardown(a_path_that_is_too_long_is_nobodys,
                                        begin, end),
    };
    return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
