/* test_trial.c -- one run of a program, and what is known of it afterwards. */
#include "tests/unit.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/run/trial.h"
#include "core/base/path.h"
#include "core/base/process.h"
#include "tests/tree.h"

static char dir[] = "/tmp/overlap-trial-XXXXXX";
static char program[PATH_MAX];

static int make_dir(void **state)
{
    (void)state;
    process_begin();
    if (!mkdtemp(dir))
        return -1;
    path_format(program, "%s/program", dir);
    return 0;
}

static int remove_dir(void **state)
{
    (void)state;
    return tree_remove(dir);
}

/* Runs a shell script with these words. */
static struct trial run(const char *script, struct trial_plan plan)
{
    static struct trial trial;
    FILE *file = fopen(program, "we");
    assert_non_null(file);
    fprintf(file, "#!/bin/sh\n%s\n", script);
    fclose(file);
    chmod(program, 0700);
    plan.program = program;
    plan.dir = plan.dir ? plan.dir : dir;
    plan.words = plan.words ? plan.words : "";
    trial_run(&trial, &plan);
    return trial;
}

static void what_it_prints_is_kept(void **state)
{
    (void)state;
    struct trial trial =
        run("echo \"$#: $*\"; echo oops >&2; exit 3",
            (struct trial_plan){.words = " one  two ", .plain = true});
    assert_null(trial_fault(&trial));
    assert_int_equal(trial.exit_code, 3);
    assert_string_equal(trial.out, "2: one two\n");
    assert_string_equal(trial.errors, "oops\n");
    assert_int_equal(trial.records, 0);
    trial_close(&trial);
}

static void no_word_is_too_many(void **state)
{
    (void)state;
    char words[121] = "";
    for (int i = 0; i < 120; i++)
        words[i] = i % 2 ? ' ' : 'x';
    struct trial trial =
        run("echo $#", (struct trial_plan){.words = words, .plain = true});
    assert_string_equal(trial.out, "60\n");
    trial_close(&trial);
}

static void it_runs_as_often_as_asked(void **state)
{
    (void)state;
    struct trial trial =
        run("echo x >>\"$2\"", (struct trial_plan){.repeats = 3});
    assert_int_equal(trial.records, 3);
    assert_null(trial.record);
    assert_string_equal(trial.record_why,
                        "found no JSON ('[' or '{' expected near "
                        "'x'); expected a record");
    trial_close(&trial);
}

/* A complaint names the file only, since the folder is ours. */
static void a_bad_trace_is_complained_about_by_name(void **state)
{
    (void)state;
    struct trial trial =
        run("printf 'index\\nno\\n' >\"$4\"", (struct trial_plan){0});
    assert_memory_equal(trial.trace_why, "trace: line 2", 13);
    trial_close(&trial);
}

static void an_interrupt_reaches_the_program_in_time(void **state)
{
    (void)state;
    struct trial trial = run("trap 'exit 130' INT; while :; do sleep 0.1; done",
                             (struct trial_plan){.interrupt_ms = 300});
    assert_null(trial_fault(&trial));
    assert_int_equal(trial.exit_code, 130);
    trial_close(&trial);
    trial = run("exit 4", (struct trial_plan){.interrupt_ms = 60000});
    assert_int_equal(trial.exit_code, 4);
    trial_close(&trial);
}

static void a_folder_that_is_gone_is_why_nothing_ran(void **state)
{
    (void)state;
    struct trial trial =
        run("exit 0", (struct trial_plan){.dir = "/no/such/folder"});
    assert_int_equal(trial.err, -ENOENT);
    assert_string_equal(trial_fault(&trial), "No such file or directory");
    assert_string_equal(trial.out, "");
    trial_close(&trial);
}

static void a_file_that_cannot_be_opened_is_why_nothing_ran(void **state)
{
    (void)state;
    char path[PATH_MAX];
    mkdir(path_format(path, "%s/errors", dir), 0700);
    struct trial trial = run("exit 0", (struct trial_plan){0});
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(trial.err, -EISDIR);
    trial_close(&trial);
}

static void a_signal_to_us_stops_the_trial(void **state)
{
    (void)state;
    struct trial trial = run("kill -TERM $PPID; sleep 60",
                             (struct trial_plan){.repeats = 2, .plain = true});
    assert_int_equal(trial.err, -EINTR);
    assert_string_equal(trial_fault(&trial), "stopped");
    trial_close(&trial);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_it_prints_is_kept),
        cmocka_unit_test(no_word_is_too_many),
        cmocka_unit_test(it_runs_as_often_as_asked),
        cmocka_unit_test(a_bad_trace_is_complained_about_by_name),
        cmocka_unit_test(an_interrupt_reaches_the_program_in_time),
        cmocka_unit_test(a_folder_that_is_gone_is_why_nothing_ran),
        cmocka_unit_test(a_file_that_cannot_be_opened_is_why_nothing_ran),
        cmocka_unit_test(a_signal_to_us_stops_the_trial),
    };
    return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
