/* test_execute.c -- the outcome of a run, or why there is none. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/results/results.h"
#include "bench/results/trace.h"
#include "bench/run/execute.h"
#include "core/base/path.h"
#include "core/base/process.h"
#include "tests/tree.h"

static char dir[] = "/tmp/overlap-execute-XXXXXX";
static char old_path[8192];

static int make_dir(void **state)
{
    (void)state;
    process_begin();
    snprintf(old_path, sizeof old_path, "%s", getenv("PATH"));
    return mkdtemp(dir) ? 0 : -1;
}

static int remove_dir(void **state)
{
    (void)state;
    return tree_remove(dir);
}

/* Writes a script into the folder, with these permissions. */
static char *put_script(char path[PATH_MAX], const char *name, const char *text,
                        mode_t mode)
{
    FILE *file = fopen(path_format(path, "%s/%s", dir, name), "we");
    assert_non_null(file);
    fprintf(file, "#!/bin/sh\n%s\n", text);
    fclose(file);
    chmod(path, mode);
    return path;
}

static int execute_as(const char *program, bool records,
                      struct outcome *outcome)
{
    struct command command = {.word = {(char *)program}, .count = 1};
    const struct execution run = {.dir = dir,
                                  .block = 1,
                                  .experiment = "e",
                                  .cell = "c",
                                  .command = &command,
                                  .records = records};
    return execute_hyperfine(&run, outcome);
}

static int execute(const char *program, struct outcome *outcome)
{
    return execute_as(program, true, outcome);
}

static void a_missing_program_was_not_found(void **state)
{
    (void)state;
    struct outcome outcome;
    assert_int_equal(execute("/no/such/program", &outcome), 0);
    assert_int_equal(outcome.exit_code, RUN_NOT_FOUND);
    assert_non_null(strstr(outcome.error, "No such file or directory"));
}

static void a_program_without_permission_to_run_was_found(void **state)
{
    (void)state;
    struct outcome outcome;
    char path[PATH_MAX];
    put_script(path, "no-program", "exit 0", 0600);
    assert_int_equal(execute(path, &outcome), 0);
    assert_int_equal(outcome.exit_code, PROCESS_NOT_RUN);
    assert_non_null(strstr(outcome.error, "Permission denied"));
}

static void who_does_nothing_and_exits_with_0_has_failed(void **state)
{
    (void)state;
    struct outcome outcome;
    assert_int_equal(execute("/bin/true", &outcome), 0);
    assert_int_equal(outcome.exit_code, 1);
    assert_null(outcome.record);
    assert_string_equal(outcome.error, "its record: found none; expected one "
                                       "line of JSON");
}

static void what_a_failing_program_prints_does_no_harm(void **state)
{
    (void)state;
    struct outcome outcome;
    char path[PATH_MAX];
    put_script(path, "loud", "printf '\\033[31mno\\377\\n' >&2; exit 3", 0700);
    assert_int_equal(execute(path, &outcome), 0);
    assert_int_equal(outcome.exit_code, 3);
    assert_string_equal(outcome.error, "?[31mno?");
}

/* hyperfine failed, not the program, so nothing is known of the run. */
static void hyperfines_own_failure_is_reported_as_its_own(void **state)
{
    (void)state;
    struct outcome outcome;
    char path[PATH_MAX], fake[sizeof old_path + PATH_MAX];
    mkdir(path_format(path, "%s/bin", dir), 0700);
    put_script(path, "bin/hyperfine", "echo 'Error: disk on fire' >&2; exit 1",
               0700);
    snprintf(fake, sizeof fake, "%s/bin:%s", dir, old_path);
    setenv("PATH", fake, 1);
    int err = execute("true", &outcome);
    int found = execute_find_hyperfine();
    setenv("PATH", "/no/such/folder", 1);
    int lost = execute_find_hyperfine();
    setenv("PATH", old_path, 1);
    unlink(path);
    assert_int_equal(err, -EPROTO);
    assert_string_equal(outcome.error, "Error: disk on fire");
    assert_int_equal(found, -EPROTO);
    assert_int_equal(lost, -ENOENT);
    assert_int_equal(execute_find_hyperfine(), 0);
}

static void a_record_that_lies_fails_its_run(void **state)
{
    (void)state;
    static const char *const lies[] = {
        "{\\\"schema\\\":\\\"overlap/record/2\\\"}", "{", "[1e400]"};
    static const char *const whys[] = {
        "its record: schema: found \"overlap/record/2\"; expected ",
        "its record: found no JSON", "its record: found no JSON"};
    for (int i = 0; i < 3; i++) {
        struct outcome outcome;
        char path[PATH_MAX], text[200];
        snprintf(text, sizeof text, "echo \"%s\" >\"$2\"", lies[i]);
        put_script(path, "liar", text, 0700);
        assert_int_equal(execute(path, &outcome), 0);
        assert_int_equal(outcome.exit_code, 1);
        assert_null(outcome.record);
        assert_memory_equal(outcome.error, whys[i], strlen(whys[i]));
    }
}

/* "io-small" with "async" and "io" with "small-async" have one name between
 * them where a dash joins the two. */
static void no_two_cells_share_a_file(void **state)
{
    (void)state;
    static const char *const names[][2] = {{"io-small", "async"},
                                           {"io", "small-async"}};
    static const char *const folders[] = {"hyperfine", "traces"};
    char path[PATH_MAX], trace[PATH_MAX];
    struct outcome outcome;
    put_script(path, "tracing", "for word; do trace=$word; done; >\"$trace\"",
               0700);
    struct command command = {.word = {path}, .count = 1};
    for (int i = 0; i < 2; i++) {
        const struct execution run = {.dir = dir,
                                      .block = 7,
                                      .experiment = names[i][0],
                                      .cell = names[i][1],
                                      .command = &command,
                                      .traces = true};
        assert_int_equal(execute_hyperfine(&run, &outcome), 0);
    }
    for (int i = 0; i < 2; i++) {
        assert_int_equal(
            access(path_format(trace, "%s/%s/%s%s.%s.%s", dir, folders[0], "7-",
                               names[i][0], names[i][1], "json"),
                   F_OK),
            0);
        assert_int_equal(
            access(trace_path(trace, dir, names[i][0], names[i][1]), F_OK), 0);
    }
    assert_string_not_equal(trace_path(path, dir, names[0][0], names[0][1]),
                            trace_path(trace, dir, names[1][0], names[1][1]));
}

static void a_program_without_records_need_not_leave_one(void **state)
{
    (void)state;
    struct outcome outcome;
    char path[PATH_MAX];
    put_script(path, "quiet", "exit 0", 0700);
    assert_int_equal(execute_as(path, false, &outcome), 0);
    assert_int_equal(outcome.exit_code, 0);
    assert_null(outcome.record);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_missing_program_was_not_found),
        cmocka_unit_test(a_program_without_permission_to_run_was_found),
        cmocka_unit_test(who_does_nothing_and_exits_with_0_has_failed),
        cmocka_unit_test(what_a_failing_program_prints_does_no_harm),
        cmocka_unit_test(hyperfines_own_failure_is_reported_as_its_own),
        cmocka_unit_test(a_record_that_lies_fails_its_run),
        cmocka_unit_test(no_two_cells_share_a_file),
        cmocka_unit_test(a_program_without_records_need_not_leave_one),
    };
    return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
