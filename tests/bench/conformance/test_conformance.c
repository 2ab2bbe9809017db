/* test_conformance.c -- programs are refused for just the rule they break. */

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

#include "bench/conformance/conformance.h"
#include "core/base/process.h"

static char bin_dir[4096];

static int find_bin_dir(void **state)
{
    (void)state;
    process_begin();
    ssize_t length = readlink("/proc/self/exe", bin_dir, sizeof bin_dir - 1);
    if (length < 0)
        return -1;
    bin_dir[length] = '\0';
    *strrchr(bin_dir, '/') = '\0';
    return 0;
}

/* What the test says of a liar with this name under bin_dir. */
static char *check_program_named(const char *name, int *failed)
{
    char *said, program[4300], liar[4300];
    size_t size;
    snprintf(liar, sizeof liar, "%s/test_liar", bin_dir);
    snprintf(program, sizeof program, "%s/%s", bin_dir, name);
    unlink(program);
    assert_int_equal(link(liar, program), 0);
    FILE *out = open_memstream(&said, &size);
    char why[WHY_MAX];
    *failed = conformance_test(program, out, NULL, why);
    fclose(out);
    unlink(program);
    return said;
}

/* What the test says of the program that lies in this way. */
static char *check_liar(const char *how, int *failed)
{
    char name[100];
    snprintf(name, sizeof name, "liar-%s", how);
    return check_program_named(name, failed);
}

static void assert_refused(const char *how, const char *expected)
{
    int failed;
    char *said = check_liar(how, &failed);
    if (failed < 1 || !strstr(said, expected))
        fail_msg("liar-%s: expected \"%s\" in:\n%s", how, expected, said);
    free(said);
}

static void an_honest_program_passes(void **state)
{
    (void)state;
    int failed;
    char *said = check_liar("never", &failed);
    if (failed)
        fail_msg("%s", said);
    assert_null(strstr(said, "FAILED"));
    free(said);
}

static void a_missing_field_is_reported(void **state)
{
    (void)state;
    assert_refused("field+noop",
                   "FAILED   the record has every field: context_switches: "
                   "found nothing; expected an object\n");
}

static void a_null_without_a_reason_is_reported(void **state)
{
    (void)state;
    assert_refused("guess+noop",
                   "FAILED   the record has every field: threads: "
                   "found null; expected a reason for it in "
                   "missing\n");
}

static void a_finding_that_is_not_a_number_is_reported(void **state)
{
    (void)state;
    assert_refused("finding+noop", "FAILED   the record has every field: "
                                   "findings.lost: found \"2\"; expected a "
                                   "number\n");
}

static void a_negative_number_is_reported(void **state)
{
    (void)state;
    assert_refused("negative+noop",
                   "FAILED   the record has every field: sys_ns: "
                   "found -1; expected a whole number of at least "
                   "0\n");
}

static void an_impossibly_large_figure_is_reported(void **state)
{
    (void)state;
    assert_refused("throng+noop",
                   "FAILED   the record has every field: "
                   "peak_in_flight: found 1000; expected at most that "
                   "of plan.workers, ");
}

static void numbers_that_json_lacks_are_reported(void **state)
{
    (void)state;
    assert_refused("infinite+noop",
                   "FAILED   the record has every field: found no "
                   "JSON (real number overflow");
    assert_refused("nan+noop",
                   "FAILED   the record has every field: found no JSON "
                   "(invalid token");
}

static void findings_and_variants_are_optional(void **state)
{
    (void)state;
    int failed;
    free(check_liar("older", &failed));
    assert_int_equal(failed, 0);
}

static void a_wrong_answer_is_reported(void **state)
{
    (void)state;
    assert_refused("answer+sleep", "FAILED   sleep answers its size: found the "
                                   "answer 00000000deadbeef; expected ");
}

static void results_out_of_order_are_reported(void **state)
{
    (void)state;
    assert_refused("order+noop",
                   "FAILED   the trace is in task order: found task "
                   "1 in line 1 ");
}

static void too_many_tasks_at_once_are_reported(void **state)
{
    (void)state;
    assert_refused("width+sleep",
                   "FAILED   --width bounds the tasks in progress: found 9 "
                   "workers and peak_in_flight 9; expected at most 3\n");
}

static void a_burst_is_reported(void **state)
{
    (void)state;
    assert_refused("rate+noop",
                   "FAILED   --rate spaces the starts: found 6 tasks "
                   "done in ");
}

static void a_latency_that_omits_the_queue_is_reported(void **state)
{
    (void)state;
    assert_refused("latency+sleep",
                   "FAILED   latency counts from when a start was due: found "
                   "a latency of 1");
}

static void a_missed_timeout_is_reported(void **state)
{
    (void)state;
    assert_refused("timeout+sleep",
                   "FAILED   --timeout fails a task: found exit "
                   "status 0 (nothing on standard error); expected "
                   "1\n");
}

static void canceling_despite_keep_going_is_reported(void **state)
{
    (void)state;
    assert_refused("keep-going+fail",
                   "FAILED   --keep-going finishes the others: "
                   "found 0 ok and 1 failed; expected 3 and "
                   "1\n");
}

static void lost_tasks_are_reported(void **state)
{
    (void)state;
    assert_refused("sum+fail",
                   "FAILED   a failure cancels the others: found 0 ok, "
                   "1 failed and 7 canceled; expected 4 in all\n");
}

static void a_failure_passed_off_as_success_is_reported(void **state)
{
    (void)state;
    assert_refused("success+noop",
                   "FAILED   an unknown workload is refused: found "
                   "exit status 0; expected 2\n");
}

static void an_error_of_two_lines_is_reported(void **state)
{
    (void)state;
    assert_refused("chatty+noop",
                   "FAILED   an unknown option is refused: found 2 lines on "
                   "standard error; expected 1 that says what was found and "
                   "what was expected\n");
}

static void overwritten_records_are_reported(void **state)
{
    (void)state;
    assert_refused("overwrites+noop",
                   "FAILED   records are appended: found 1 lines after two "
                   "runs with the same --record FILE; expected 2\n");
}

/* Asserts what it says of the first record or trace that is wrong. */
static void assert_untrue(const char *how, const char *expected)
{
    char rule[] = "FAILED   every record is whole, and its trace agrees: ";
    int failed;
    char *said = check_liar(how, &failed), *found = strstr(said, rule);
    if (failed < 1 || !found || !strstr(found, expected))
        fail_msg("liar-%s: expected \"%s\" in:\n%s", how, expected, said);
    free(said);
}

static void an_unreadable_list_is_reported(void **state)
{
    (void)state;
    assert_refused("list+noop",
                   "FAILED   --list names its workloads: found the "
                   "line \"  noop\"; expected it to begin with the "
                   "name of a workload\n");
}

static void an_incomplete_record_on_standard_output_is_reported(void **state)
{
    (void)state;
    assert_refused("stdout+noop",
                   "FAILED   --record - writes to standard output: "
                   "schema: found nothing; expected a string\n");
}

/* In a folder of its own, where no other test takes it for a real model. */
static void a_model_without_meter_is_reported(void **state)
{
    (void)state;
    int failed;
    char dir[4300], threads[4400];
    snprintf(dir, sizeof dir, "%s/liars", bin_dir);
    snprintf(threads, sizeof threads, "%s/overlap-threads", dir);
    mkdir(dir, 0777);
    unlink(threads);
    assert_int_equal(symlink("../overlap-threads", threads), 0);
    char *said = check_program_named("liars/overlap-liar-meter+noop", &failed);
    unlink(threads);
    rmdir(dir);
    assert_int_equal(failed, 1);
    assert_non_null(strstr(said, "FAILED   --meter is understood: found exit "
                                 "status 2 (found --meter; expected no such "
                                 "option); expected 0\n"));
    free(said);
}

static void a_trace_can_leave_out_columns(void **state)
{
    (void)state;
    int failed;
    free(check_liar("terse", &failed));
    assert_int_equal(failed, 0);
}

static void a_missing_trace_is_reported(void **state)
{
    (void)state;
    assert_untrue(
        "no-trace+noop",
        "--tasks 3 noop: found 0 lines in the trace; expected one per task, "
        "3\n");
}

static void an_unreadable_trace_is_reported(void **state)
{
    (void)state;
    assert_untrue("columns+sleep",
                  "--tasks 3 --size 20ms sleep: trace: line 2: found 0 ");
}

static void a_missing_line_of_the_trace_is_reported(void **state)
{
    (void)state;
    assert_untrue(
        "short+noop",
        "--tasks 3 noop: found 2 lines in the trace; expected one per task, "
        "3\n");
}

static void a_task_listed_twice_is_reported(void **state)
{
    (void)state;
    assert_untrue("twice+noop", "--tasks 3 noop: found task 0 in line 2 of the "
                                "trace; expected task 1\n");
}

static void more_cpu_time_than_wall_time_is_reported(void **state)
{
    (void)state;
    assert_untrue("cpu+noop", "; expected a cpu_ns of -1 (not known), or from "
                              "0 to the time it did not wait\n");
}

static void waits_outside_the_task_are_reported(void **state)
{
    (void)state;
    assert_untrue(
        "waits+noop",
        "; expected waits in order, apart and inside the task's time\n");
}

static void an_end_before_its_beginning_is_reported(void **state)
{
    (void)state;
    assert_untrue("backwards+noop", "; expected 0 <= begin_ns <= end_ns\n");
}

static void an_errno_without_its_sign_is_reported(void **state)
{
    (void)state;
    assert_untrue("sign+fail",
                  "; expected an err that is 0, or a negative errno value\n");
}

static void one_worker_too_many_is_reported(void **state)
{
    (void)state;
    assert_untrue("worker+noop", "--tasks 3 noop: found worker 100");
}

static void a_worker_on_two_tasks_at_once_is_reported(void **state)
{
    (void)state;
    assert_untrue("crowd+sleep", "found worker 0 at tasks ");
}

static void an_end_after_the_run_is_reported(void **state)
{
    (void)state;
    assert_untrue("late+noop", "--tasks 3 noop: found task 0 to end after 36");
}

static void failures_that_the_trace_hides_are_reported(void **state)
{
    (void)state;
    assert_untrue("luck+fail", " ok (err 0), 0 failed and ");
}

static void waits_that_the_record_hides_are_reported(void **state)
{
    (void)state;
    assert_untrue("waited+sleep",
                  "--tasks 3 --size 20ms sleep: found waits of ");
}

static void a_service_in_another_unit_is_reported(void **state)
{
    (void)state;
    assert_untrue("service+sleep", "expected the record's service_ns.max, ");
}

static void a_peak_below_that_of_the_trace_is_reported(void **state)
{
    (void)state;
    assert_untrue("peak+noop", " in progress at once in the trace; expected "
                               "at most the record's peak_in_flight, 0\n");
}

static void failures_that_the_record_moves_are_reported(void **state)
{
    (void)state;
    assert_untrue("failures+fail",
                  "--tasks 4 --size 100ms fail: found no task 1 at "
                  "place 1 of the record's failures; expected the "
                  "first 10 that failed in the trace\n");
}

static void failures_left_out_are_missed(void **state)
{
    (void)state;
    assert_untrue("hidden+fail", "--tasks 4 --size 100ms fail: failures: found "
                                 "0 where 1 tasks failed; expected 1\n");
}

static void a_record_that_a_failure_spoils_is_reported(void **state)
{
    (void)state;
    assert_untrue("misfortune+fail",
                  "--tasks 4 --size 100ms fail: latency_ns: found "
                  "nothing; expected an object\n");
}

static void a_file_that_is_not_a_program_is_reported(void **state)
{
    (void)state;
    char why[WHY_MAX];
    assert_int_equal(conformance_test("/no/such/program", stdout, NULL, why),
                     -ENOENT);
    assert_string_equal(why, "/no/such/program: No such file or directory; "
                             "expected a program that can be run");
    assert_int_equal(conformance_test("/etc/passwd", stdout, NULL, why),
                     -EACCES);
    setenv("TMPDIR", "/no/such/folder", 1);
    assert_int_equal(conformance_test("/bin/true", stdout, NULL, why), -ENOENT);
    assert_string_equal(why, "found /no/such/folder, expected a folder to "
                             "write in: No such file or directory");
    unsetenv("TMPDIR");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_honest_program_passes),
        cmocka_unit_test(a_missing_field_is_reported),
        cmocka_unit_test(a_null_without_a_reason_is_reported),
        cmocka_unit_test(a_finding_that_is_not_a_number_is_reported),
        cmocka_unit_test(a_negative_number_is_reported),
        cmocka_unit_test(an_impossibly_large_figure_is_reported),
        cmocka_unit_test(numbers_that_json_lacks_are_reported),
        cmocka_unit_test(findings_and_variants_are_optional),
        cmocka_unit_test(a_wrong_answer_is_reported),
        cmocka_unit_test(results_out_of_order_are_reported),
        cmocka_unit_test(too_many_tasks_at_once_are_reported),
        cmocka_unit_test(a_burst_is_reported),
        cmocka_unit_test(a_latency_that_omits_the_queue_is_reported),
        cmocka_unit_test(a_missed_timeout_is_reported),
        cmocka_unit_test(canceling_despite_keep_going_is_reported),
        cmocka_unit_test(lost_tasks_are_reported),
        cmocka_unit_test(a_failure_passed_off_as_success_is_reported),
        cmocka_unit_test(an_error_of_two_lines_is_reported),
        cmocka_unit_test(overwritten_records_are_reported),
        cmocka_unit_test(an_unreadable_list_is_reported),
        cmocka_unit_test(an_incomplete_record_on_standard_output_is_reported),
        cmocka_unit_test(a_model_without_meter_is_reported),
        cmocka_unit_test(a_trace_can_leave_out_columns),
        cmocka_unit_test(a_missing_trace_is_reported),
        cmocka_unit_test(an_unreadable_trace_is_reported),
        cmocka_unit_test(a_missing_line_of_the_trace_is_reported),
        cmocka_unit_test(a_task_listed_twice_is_reported),
        cmocka_unit_test(more_cpu_time_than_wall_time_is_reported),
        cmocka_unit_test(waits_outside_the_task_are_reported),
        cmocka_unit_test(an_end_before_its_beginning_is_reported),
        cmocka_unit_test(an_errno_without_its_sign_is_reported),
        cmocka_unit_test(one_worker_too_many_is_reported),
        cmocka_unit_test(a_worker_on_two_tasks_at_once_is_reported),
        cmocka_unit_test(an_end_after_the_run_is_reported),
        cmocka_unit_test(failures_that_the_trace_hides_are_reported),
        cmocka_unit_test(waits_that_the_record_hides_are_reported),
        cmocka_unit_test(a_service_in_another_unit_is_reported),
        cmocka_unit_test(a_peak_below_that_of_the_trace_is_reported),
        cmocka_unit_test(failures_that_the_record_moves_are_reported),
        cmocka_unit_test(failures_left_out_are_missed),
        cmocka_unit_test(a_record_that_a_failure_spoils_is_reported),
        cmocka_unit_test(a_file_that_is_not_a_program_is_reported),
    };
    return cmocka_run_group_tests(tests, find_bin_dir, NULL);
}
