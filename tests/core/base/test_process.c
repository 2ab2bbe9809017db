/* test_process.c -- what we start ends, and we learn how. */
#include "core/base/process.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#define LONG_MS 20000

static int begin(void **state)
{
    (void)state;
    alarm(60); /* what does not end must fail, not hang */
    process_begin();
    return 0;
}

static pid_t start(const char *script)
{
    char *const argv[] = {"sh", "-c", (char *)script, NULL};
    pid_t pid = process_start(argv, -1, -1, NULL);
    assert_true(pid > 0);
    return pid;
}

static void the_exit_status_comes_back(void **state)
{
    (void)state;
    int exit_code = -1;
    assert_int_equal(process_wait(start("exit 7"), LONG_MS, &exit_code), 0);
    assert_int_equal(exit_code, 7);
}

static void a_signal_shows_as_128_and_its_number(void **state)
{
    (void)state;
    int exit_code = -1;
    assert_int_equal(process_wait(start("kill -TERM $$"), LONG_MS, &exit_code),
                     0);
    assert_int_equal(exit_code, 128 + SIGTERM);
}

static void what_cannot_be_run_exits_with_127(void **state)
{
    (void)state;
    char *const argv[] = {"/no/such/program", NULL};
    int exit_code = -1;
    pid_t pid = process_start(argv, -1, -1, NULL);
    assert_true(pid > 0);
    assert_int_equal(process_wait(pid, LONG_MS, &exit_code), 0);
    assert_int_equal(exit_code, 127);
}

static void why_it_cannot_be_run_is_told(void **state)
{
    (void)state;
    char *const argv[] = {"/etc/passwd", NULL};
    char text[80] = "";
    int ends[2], exit_code = -1;
    assert_int_equal(pipe(ends), 0);
    pid_t pid = process_start(argv, -1, ends[1], NULL);
    close(ends[1]);
    assert_int_equal(process_wait(pid, LONG_MS, &exit_code), 0);
    assert_int_equal(exit_code, PROCESS_NOT_RUN);
    assert_true(read(ends[0], text, sizeof text - 1) > 0);
    assert_string_equal(text, "/etc/passwd: Permission denied\n");
    close(ends[0]);
}

static void a_folder_that_is_not_there_is_told(void **state)
{
    (void)state;
    char *const argv[] = {"true", NULL};
    char text[80] = "";
    int ends[2], exit_code = -1;
    assert_int_equal(pipe(ends), 0);
    pid_t pid = process_start(argv, -1, ends[1], "/no/such/folder");
    close(ends[1]);
    assert_int_equal(process_wait(pid, LONG_MS, &exit_code), 0);
    assert_int_equal(exit_code, PROCESS_NOT_RUN);
    assert_true(read(ends[0], text, sizeof text - 1) > 0);
    assert_string_equal(text, "/no/such/folder: No such file or directory\n");
    close(ends[0]);
}

/* The program orphans a process, and ends with 0 once nothing is left of it,
 * not even a zombie. */
static void orphans_are_taken_in_while_we_wait(void **state)
{
    (void)state;
    int exit_code = -1;
    pid_t pid = start("orphan=$(sh -c 'sleep 0 >&- & echo $!')\n"
                      "for i in $(seq 200); do\n"
                      "kill -0 $orphan 2>&- || exit 0\n"
                      "sleep 0.05; done; exit 1");
    assert_int_equal(process_wait(pid, LONG_MS, &exit_code), 0);
    assert_int_equal(exit_code, 0);
    pid = start("exit 3"); /* another's end does not get lost meanwhile */
    pid_t other = start("exit 4");
    assert_int_equal(process_wait(other, LONG_MS, &exit_code), 0);
    assert_int_equal(exit_code, 4);
    assert_int_equal(process_wait(pid, LONG_MS, &exit_code), 0);
    assert_int_equal(exit_code, 3);
    assert_int_equal(process_wait(pid, 0, &exit_code), -ECHILD);
}

static void words_are_not_read_by_a_shell(void **state)
{
    (void)state;
    char *const argv[] = {"printf", "%s", "a b $(c) ; d", NULL};
    char text[40] = "";
    int ends[2], exit_code;
    assert_int_equal(pipe(ends), 0);
    pid_t pid = process_start(argv, ends[1], -1, "/");
    close(ends[1]);
    assert_int_equal(process_wait(pid, LONG_MS, &exit_code), 0);
    assert_true(read(ends[0], text, sizeof text - 1) > 0);
    assert_string_equal(text, "a b $(c) ; d");
    close(ends[0]);
}

static void stopping_ends_all_that_it_started(void **state)
{
    (void)state;
    int exit_code;
    pid_t pid = start("sleep 600 & sleep 600");
    assert_int_equal(process_wait(pid, 50, &exit_code), -ETIMEDOUT);
    process_stop(pid);
    assert_int_equal(kill(-pid, 0), -1);
    assert_int_equal(errno, ESRCH);
}

static void a_person_who_wants_us_to_end_is_noticed(void **state)
{
    (void)state;
    int exit_code;
    pid_t pid = start("sleep 600");
    kill(getpid(), SIGINT);
    assert_int_equal(process_wait(pid, LONG_MS, &exit_code), -EINTR);
    process_stop(pid);
    kill(getpid(), SIGTERM);
    assert_int_equal(process_pause(LONG_MS), -EINTR);
    assert_int_equal(process_pause(1), 0);
}

static void what_the_terminal_says_is_ignored_under_nohup(void **state)
{
    (void)state;
    signal(SIGHUP, SIG_IGN);
    kill(getpid(), SIGHUP);
    assert_int_equal(process_pause(1), 0);
    signal(SIGHUP, SIG_IGN); /* drops the one that is blocked */
    signal(SIGHUP, SIG_DFL);
}

/* The pipe closes when the last of them is gone. */
static void all_that_it_started_goes_with_a_killed_parent(void **state)
{
    (void)state;
    char *const argv[] = {"sh", "-c", "sleep 600 & echo; sleep 600", NULL};
    char bytes[2];
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t parent = fork();
    if (parent == 0) {
        process_begin(); /* with a leash of its own */
        process_start(argv, ends[1], -1, NULL);
        pause();
    }
    close(ends[1]);
    assert_int_equal(read(ends[0], bytes, 2), 1);
    kill(parent, SIGKILL);
    assert_int_equal(waitpid(parent, NULL, 0), parent);
    assert_int_equal(read(ends[0], bytes, 2), 0);
    close(ends[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_exit_status_comes_back),
        cmocka_unit_test(a_signal_shows_as_128_and_its_number),
        cmocka_unit_test(what_cannot_be_run_exits_with_127),
        cmocka_unit_test(why_it_cannot_be_run_is_told),
        cmocka_unit_test(a_folder_that_is_not_there_is_told),
        cmocka_unit_test(orphans_are_taken_in_while_we_wait),
        cmocka_unit_test(words_are_not_read_by_a_shell),
        cmocka_unit_test(stopping_ends_all_that_it_started),
        cmocka_unit_test(a_person_who_wants_us_to_end_is_noticed),
        cmocka_unit_test(what_the_terminal_says_is_ignored_under_nohup),
        cmocka_unit_test(all_that_it_started_goes_with_a_killed_parent),
    };
    return cmocka_run_group_tests(tests, begin, NULL);
}
