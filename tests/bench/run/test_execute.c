/* test_execute.c -- the outcome of a run, or why there is none. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <signal.h>
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
static char bin_dir[4096];
static char old_path[8192];

static int make_dir(void **state)
{
    (void)state;
    process_begin();
    snprintf(old_path, sizeof old_path, "%s", getenv("PATH"));
    ssize_t length = readlink("/proc/self/exe", bin_dir, sizeof bin_dir - 1);
    if (length < 0)
        return -1;
    bin_dir[length] = '\0';
    *strrchr(bin_dir, '/') = '\0';
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

static int seconds; /* how often the last run's on_second() was called */

static void on_second(void *arg)
{
    ++*(int *)arg;
}

static int execute_in(const char *folder, const char *program, bool records,
                      struct outcome *outcome)
{
    struct command command = {.word = {(char *)program}, .count = 1};
    const struct execution run = {.dir = folder,
                                  .block = 1,
                                  .experiment = "e",
                                  .cell = "c",
                                  .command = &command,
                                  .records = records,
                                  .traces = records,
                                  .on_second = on_second,
                                  .arg = &seconds};
    seconds = 0;
    return execute_hyperfine(&run, outcome);
}

static int execute_as(const char *program, bool records,
                      struct outcome *outcome)
{
    return execute_in(dir, program, records, outcome);
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
    assert_non_null(strstr(outcome.error, "there is no "));
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

static void a_long_reason_shows_that_it_was_cut(void **state)
{
    (void)state;
    struct outcome outcome;
    char path[PATH_MAX];
    put_script(path, "talker", "printf '%70000d\\n' 7 | tr ' ' x >&2; exit 3",
               0700);
    assert_int_equal(execute(path, &outcome), 0);
    assert_int_equal(strlen(outcome.error), WHY_MAX - 1);
    assert_string_equal(outcome.error + WHY_MAX - 6, "xx…");
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
    put_script(path, "bin/hyperfine", "[ \"$1\" = --version ]", 0700);
    int old = execute_find_hyperfine(); /* before 1.13 it takes no -N */
    setenv("PATH", "/no/such/folder", 1);
    int lost = execute_find_hyperfine();
    setenv("PATH", old_path, 1);
    unlink(path);
    assert_int_equal(err, -EPROTO);
    assert_string_equal(outcome.error, "Error: disk on fire");
    assert_int_equal(found, -EPROTO);
    assert_int_equal(old, -EPROTO);
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

/* Runs overlap-threads, as a cell that asks for these words, in a script that
 * tampers with what goes in or comes out: $real is the program, $record where
 * its record goes. */
static void execute_tampered(const char *words, const char *script,
                             struct outcome *outcome)
{
    char path[PATH_MAX], text[2 * PATH_MAX], copy[200], *rest = NULL;
    struct command command = {.count = 0};
    path_format(text,
                "PATH=%s\nreal=%s/overlap-threads\n"
                "eval record=\\${$#}\n%s",
                old_path, bin_dir, script);
    command_add(&command, put_script(path, "tampered", text, 0700));
    snprintf(copy, sizeof copy, "%s", words);
    for (char *word = strtok_r(copy, " ", &rest); word;
         word = strtok_r(NULL, " ", &rest))
        command_add(&command, word);
    const struct execution run = {.dir = dir,
                                  .experiment = "e",
                                  .cell = "c",
                                  .workload = "noop",
                                  .model = "threads",
                                  .command = &command,
                                  .records = true,
                                  .on_second = on_second,
                                  .arg = &seconds};
    assert_int_equal(execute_hyperfine(&run, outcome), 0);
    command_free(&command);
}

static void what_a_cell_asked_for_stands_in_its_record(void **state)
{
    (void)state;
    static const char *const asked[] = {
        "noop",
        "noop --tasks 2k --width 0 --rate 20k --timeout 1.5s --keep-going",
        "noop --tasks 5 --tasks=3 --ticker --meter",
    };
    for (int i = 0; i < 3; i++) {
        struct outcome outcome;
        execute_tampered(asked[i], "exec \"$real\" \"$@\"", &outcome);
        assert_string_equal(outcome.error, "");
        assert_int_equal(outcome.exit_code, 0);
        assert_non_null(outcome.record);
        json_decref(outcome.record);
    }
}

#define EDIT(sed) "\"$real\" \"$@\"; sed -i '" sed "' \"$record\""

static void a_record_of_another_run_fails_its_run(void **state)
{
    (void)state;
    static const struct {
        const char *words, *script, *why;
    } lies[] = {
        {"noop --tasks 3", "\"$real\" primes --tasks 3 --record \"$record\"",
         "workload: found \"primes\"; expected \"noop\""},
        {"noop --tasks 3", EDIT("s/\"threads\",/\"async\",/"),
         "model: found \"async\"; expected \"threads\""},
        {"noop --tasks 3", "\"$real\" noop --tasks 4 --record \"$record\"",
         "plan.tasks: found 4; expected that of --tasks 3"},
        {"noop --tasks 3 --width 2",
         "\"$real\" noop --tasks 3 --width 1 --record \"$record\"",
         "plan.width: found 1; expected that of --width 2"},
        {"noop --tasks 3", "\"$real\" \"$@\" --rate 1000",
         "plan.rate_per_s: found 1000.0; expected that of a run without "
         "--rate"},
        {"noop --tasks 3 --timeout 2s",
         "\"$real\" noop --tasks 3 --record \"$record\"",
         "plan.timeout_ns: found null; expected that of --timeout 2s"},
        {"noop --tasks 3 --size 5",
         "\"$real\" noop --tasks 3 --record \"$record\"\n"
         "sed -i 's/\"size\":[0-9a-z]*/\"size\":7/' \"$record\"",
         "plan.size: found 7; expected that of --size 5"},
        {"noop --variant warm", "shift 3\n\"$real\" noop \"$@\"",
         "plan.variant: found null; expected that of --variant warm"},
        {"noop --cpu-share 20", "shift 3\n\"$real\" noop \"$@\"",
         "plan.cpu_share: found null; expected that of --cpu-share 20"},
        {"noop --tasks 3", "\"$real\" \"$@\" --keep-going",
         "plan.keep_going: found true; expected that of a run without "
         "--keep-going"},
        {"noop --tasks 3", "\"$real\" \"$@\"; exit 1",
         "found that all tasks succeeded, beside exit status 1; expected 0"},
        {"noop --tasks 3", EDIT("s/\"right\":null/\"right\":false/"),
         "found 0 tasks failed, 0 canceled and wrong answers, beside exit "
         "status 0; expected 1"},
        {"noop --tasks 3",
         EDIT("s/\"ok\":3/\"ok\":2/;s/\"canceled\":0/\"canceled\":1/"),
         "found 0 tasks failed, 1 canceled and no wrong answers, beside exit "
         "status 0; expected 1"},
        {"noop --tasks 3",
         EDIT("s/\"wall_ns\":[0-9]*/&00000/;"
              "s/\"cores_used\":[^,]*/\"cores_used\":0/"),
         "wall_ns: found "},
        {"noop --tasks 3", EDIT("s/\"wall_ns\":[0-9]*/\"wall_ns\":NaN/"),
         "found no JSON"},
        {"noop --tasks 3", EDIT("s/\"wall_ns\":[0-9]*/\"wall_ns\":1e400/"),
         "found no JSON"},
        {"noop --tasks 3", EDIT("s/..$//"), "found no JSON"},
        {"noop --tasks 3", "\"$real\" \"$@\"; \"$real\" \"$@\"",
         "found no JSON (end of file expected"},
        {"noop --tasks 3", "\"$real\" \"$@\"; printf \"\\0{}\" >>\"$record\"",
         "found a NUL byte"},
    };
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        struct outcome outcome;
        char why[WHY_MAX];
        execute_tampered(lies[i].words, lies[i].script, &outcome);
        snprintf(why, sizeof why, "its record: %s", lies[i].why);
        if (strncmp(outcome.error, why, strlen(why)) != 0)
            fail_msg("%s: %s", why, outcome.error);
        assert_int_equal(outcome.exit_code, 1);
        assert_null(outcome.record);
    }
}

/* A program that fails says itself why; its record is no better for that. */
static void a_failed_run_keeps_only_a_record_that_fits(void **state)
{
    (void)state;
    struct outcome outcome;
    execute_tampered("noop --tasks 3",
                     "\"$real\" \"$@\"; echo lost >&2; exit 7", &outcome);
    assert_int_equal(outcome.exit_code, 7);
    assert_string_equal(outcome.error, "lost");
    assert_null(outcome.record);
    execute_tampered("noop --tasks 1 --timeout 1ns", "exec \"$real\" \"$@\"",
                     &outcome);
    if (outcome.exit_code) /* its task was late, and says so */
        assert_non_null(outcome.record);
    json_decref(outcome.record);
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
                                      .traces = true,
                                      .on_second = on_second,
                                      .arg = &seconds};
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

static bool is_there(const char *name)
{
    char path[PATH_MAX];
    return access(path_format(path, "%s/%s", dir, name), F_OK) == 0;
}

static void a_trace_is_kept_unless_it_is_too_large(void **state)
{
    (void)state;
    struct outcome outcome;
    char path[PATH_MAX];
    put_script(path, "tracer", "truncate -s 1048577 \"$4\"", 0700);
    assert_int_equal(execute(path, &outcome), 0);
    assert_false(is_there("traces/e.c.csv"));
    put_script(path, "tracer", "truncate -s 1048576 \"$4\"", 0700);
    assert_int_equal(execute(path, &outcome), 0);
    assert_true(is_there("traces/e.c.csv"));
    assert_true(is_there("hyperfine/1-e.c.json"));
    assert_false(is_there("running"));
}

static const char silence[] =
    "found nothing on stderr; expected a line that says why";

static void a_warning_of_hyperfines_is_not_the_programs_error(void **state)
{
    (void)state;
    struct outcome outcome;
    char path[PATH_MAX];
    put_script(path, "warned", "echo '  Warning: outliers' >&2; exit 3", 0700);
    assert_int_equal(execute(path, &outcome), 0);
    assert_int_equal(outcome.exit_code, 3);
    assert_string_equal(outcome.error, silence);
}

static void a_run_is_watched_every_second(void **state)
{
    (void)state;
    struct outcome outcome;
    char path[PATH_MAX];
    put_script(path, "slow", "sleep 1.1", 0700);
    assert_int_equal(execute_as(path, false, &outcome), 0);
    assert_true(seconds >= 1);
    assert_true(outcome.time_s > 1);
}

static void a_signal_to_the_bench_stops_the_run(void **state)
{
    (void)state;
    struct outcome outcome;
    char path[PATH_MAX], text[100];
    snprintf(text, sizeof text, "kill -TERM %ld; sleep 60", (long)getpid());
    put_script(path, "stopper", text, 0700);
    assert_int_equal(execute(path, &outcome), -EINTR);
    assert_false(is_there("running"));
}

/* With a hyperfine that does what the text says. */
static int execute_by(const char *text, struct outcome *outcome)
{
    char path[PATH_MAX], fake[sizeof old_path + PATH_MAX];
    mkdir(path_format(path, "%s/bin", dir), 0700);
    put_script(path, "bin/hyperfine", text, 0700);
    snprintf(fake, sizeof fake, "%s/bin:%s", dir, old_path);
    setenv("PATH", fake, 1);
    int err = execute("true", outcome);
    setenv("PATH", old_path, 1);
    unlink(path);
    return err;
}

static void a_hyperfine_that_fails_silently_is_named(void **state)
{
    (void)state;
    struct outcome outcome;
    assert_int_equal(execute_by("exit 7", &outcome), -EPROTO);
    assert_string_equal(outcome.error, "ended with exit status 7");
}

static void a_hyperfine_that_measures_nothing_is_not_believed(void **state)
{
    (void)state;
    struct outcome outcome;
    assert_int_equal(execute_by("exit 0", &outcome), -EPROTO);
    assert_string_equal(outcome.error, "found no times in its JSON; expected "
                                       "those of one run");
}

static void errors_that_are_gone_are_silence(void **state)
{
    (void)state;
    struct outcome outcome;
    char path[PATH_MAX];
    put_script(path, "eraser",
               "echo no >&2; rm \"$(dirname \"$2\")\"/*.errors; exit 3", 0700);
    assert_int_equal(execute(path, &outcome), 0);
    assert_int_equal(outcome.exit_code, 3);
    assert_string_equal(outcome.error, silence);
}

static void looking_for_hyperfine_can_be_stopped(void **state)
{
    (void)state;
    char path[PATH_MAX], fake[sizeof old_path + PATH_MAX];
    put_script(path, "bin/hyperfine", "exec sleep 9", 0700);
    snprintf(fake, sizeof fake, "%s/bin:%s", dir, old_path);
    setenv("PATH", fake, 1);
    kill(getpid(), SIGTERM); /* blocked since process_begin() */
    int err = execute_find_hyperfine();
    setenv("PATH", old_path, 1);
    unlink(path);
    assert_int_equal(err, -EINTR);
    assert_int_equal(execute_find_hyperfine(), 0);
}

static void a_folder_that_is_gone_is_an_error(void **state)
{
    (void)state;
    struct outcome outcome;
    assert_int_equal(execute_in("/no/such", "true", true, &outcome), -ENOENT);
    assert_string_equal(outcome.error, "No such file or directory");
    assert_null(outcome.record);
}

/* What is in the place of one of our own files or folders. */
static void a_folder_in_the_way_is_an_error(void **state)
{
    (void)state;
    struct outcome outcome;
    char path[PATH_MAX];
    put_script(path, "folder", "rm -f \"$2\"; mkdir \"$2\"", 0700);
    assert_int_equal(execute(path, &outcome), 0);
    assert_int_equal(outcome.exit_code, 1);
    assert_non_null(strstr(outcome.error, "its record: "));
    tree_remove(path_format(path, "%s/running", dir));
    tree_remove(path_format(path, "%s/hyperfine", dir));
    put_script(path, "hyperfine", "", 0600);
    assert_int_equal(execute("true", &outcome), -ENOTDIR);
    unlink(path);
    path_format(path, "%s/running", dir);
    mkdir(path, 0700);
    path_format(path, "%s/running/%ld-1-e.c.errors", dir, (long)getpid());
    mkdir(path, 0700);
    assert_int_equal(execute("true", &outcome), -EISDIR);
    rmdir(path);
    assert_int_equal(execute("/bin/true", &outcome), 0); /* as it was */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_missing_program_was_not_found),
        cmocka_unit_test(a_program_without_permission_to_run_was_found),
        cmocka_unit_test(who_does_nothing_and_exits_with_0_has_failed),
        cmocka_unit_test(what_a_failing_program_prints_does_no_harm),
        cmocka_unit_test(a_long_reason_shows_that_it_was_cut),
        cmocka_unit_test(hyperfines_own_failure_is_reported_as_its_own),
        cmocka_unit_test(a_record_that_lies_fails_its_run),
        cmocka_unit_test(what_a_cell_asked_for_stands_in_its_record),
        cmocka_unit_test(a_record_of_another_run_fails_its_run),
        cmocka_unit_test(a_failed_run_keeps_only_a_record_that_fits),
        cmocka_unit_test(no_two_cells_share_a_file),
        cmocka_unit_test(a_program_without_records_need_not_leave_one),
        cmocka_unit_test(a_trace_is_kept_unless_it_is_too_large),
        cmocka_unit_test(a_warning_of_hyperfines_is_not_the_programs_error),
        cmocka_unit_test(a_run_is_watched_every_second),
        cmocka_unit_test(a_signal_to_the_bench_stops_the_run),
        cmocka_unit_test(a_hyperfine_that_fails_silently_is_named),
        cmocka_unit_test(a_hyperfine_that_measures_nothing_is_not_believed),
        cmocka_unit_test(errors_that_are_gone_are_silence),
        cmocka_unit_test(looking_for_hyperfine_can_be_stopped),
        cmocka_unit_test(a_folder_that_is_gone_is_an_error),
        cmocka_unit_test(a_folder_in_the_way_is_an_error),
    };
    return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
