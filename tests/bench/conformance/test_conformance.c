/* test_conformance.c -- programs that break one rule are refused for just that. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

/* What the check says of the program that lies in this way. */
static char *check_liar(const char *how, int *failed)
{
    char *said, program[4300], liar[4300];
    size_t size;
    snprintf(liar, sizeof liar, "%s/test_liar", bin_dir);
    snprintf(program, sizeof program, "%s/liar-%s", bin_dir, how);
    unlink(program);
    assert_int_equal(link(liar, program), 0);
    FILE *out = open_memstream(&said, &size);
    *failed = check_program(program, out);
    fclose(out);
    unlink(program);
    return said;
}

static void assert_refused(const char *how, const char *expected)
{
    int failed;
    char *said = check_liar(how, &failed);
    if (failed < 1 || !strstr(said, expected))
        fail_msg("liar-%s: expected \"%s\" in:\n%s", how, expected, said);
    free(said);
}

static void a_program_that_does_not_lie_passes(void **state)
{
    (void)state;
    int failed;
    char *said = check_liar("never", &failed);
    if (failed)
        fail_msg("%s", said);
    assert_null(strstr(said, "FAILED"));
    free(said);
}

static void a_missing_field_is_told(void **state)
{
    (void)state;
    assert_refused("field",
                   "FAILED   the record has every field: context_switches: "
                   "found nothing; expected an object\n");
}

static void a_null_without_a_reason_is_told(void **state)
{
    (void)state;
    assert_refused("guess", "FAILED   the record has every field: threads: "
                            "found null; expected a reason for it in "
                            "missing\n");
}

static void a_finding_that_is_no_number_is_told(void **state)
{
    (void)state;
    assert_refused("finding", "FAILED   the record has every field: findings: "
                              "found \"2\"; expected only numbers in it\n");
}

static void a_program_need_not_find_anything(void **state)
{
    (void)state;
    int failed;
    free(check_liar("older", &failed));
    assert_int_equal(failed, 0);
}

static void a_wrong_answer_is_told(void **state)
{
    (void)state;
    assert_refused("answer", "FAILED   sleep answers its size: found the "
                             "answer 00000000deadbeef; expected ");
}

static void results_out_of_order_are_told(void **state)
{
    (void)state;
    assert_refused("order", "FAILED   the trace is in task order: found task "
                            "1 in line 1 ");
}

static void too_many_at_once_are_told(void **state)
{
    (void)state;
    assert_refused("width",
                   "FAILED   --width bounds the tasks in progress: found 9 "
                   "workers and peak_in_flight 9; expected at most 3\n");
}

static void a_burst_is_told(void **state)
{
    (void)state;
    assert_refused("rate", "FAILED   --rate spaces the starts: found 6 tasks "
                           "done in ");
}

static void a_latency_that_omits_the_queue_is_told(void **state)
{
    (void)state;
    assert_refused("latency",
                   "FAILED   latency counts from the start that was due: found "
                   "a latency of 1");
}

static void a_missed_timeout_is_told(void **state)
{
    (void)state;
    assert_refused("timeout", "FAILED   --timeout fails a task: found exit "
                              "status 0 (nothing on standard error); expected "
                              "1\n");
}

static void canceling_in_spite_of_keep_going_is_told(void **state)
{
    (void)state;
    assert_refused("keep-going", "FAILED   --keep-going finishes the others: "
                                 "found 0 ok and 1 failed; expected 3 and "
                                 "1\n");
}

static void lost_tasks_are_told(void **state)
{
    (void)state;
    assert_refused("sum", "FAILED   a failure cancels the others: found 0 ok, "
                          "1 failed and 7 canceled; expected 4 together\n");
}

static void a_failure_passed_off_as_success_is_told(void **state)
{
    (void)state;
    assert_refused("success", "FAILED   an unknown workload is refused: found "
                              "exit status 0; expected 2\n");
}

static void two_lines_of_complaint_are_told(void **state)
{
    (void)state;
    assert_refused("chatty",
                   "FAILED   an unknown option is refused: found 2 lines on "
                   "standard error; expected 1 that says what was found and "
                   "what was expected\n");
}

static void overwritten_records_are_told(void **state)
{
    (void)state;
    assert_refused("overwrites",
                   "FAILED   records are appended: found 1 lines after two "
                   "runs with the same --record FILE; expected 2\n");
}

static void what_is_no_program_is_told(void **state)
{
    (void)state;
    assert_int_equal(check_program("/no/such/program", stdout), -ENOENT);
    assert_int_equal(check_program("/etc/passwd", stdout), -EACCES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_program_that_does_not_lie_passes),
        cmocka_unit_test(a_missing_field_is_told),
        cmocka_unit_test(a_null_without_a_reason_is_told),
        cmocka_unit_test(a_finding_that_is_no_number_is_told),
        cmocka_unit_test(a_program_need_not_find_anything),
        cmocka_unit_test(a_wrong_answer_is_told),
        cmocka_unit_test(results_out_of_order_are_told),
        cmocka_unit_test(too_many_at_once_are_told),
        cmocka_unit_test(a_burst_is_told),
        cmocka_unit_test(a_latency_that_omits_the_queue_is_told),
        cmocka_unit_test(a_missed_timeout_is_told),
        cmocka_unit_test(canceling_in_spite_of_keep_going_is_told),
        cmocka_unit_test(lost_tasks_are_told),
        cmocka_unit_test(a_failure_passed_off_as_success_is_told),
        cmocka_unit_test(two_lines_of_complaint_are_told),
        cmocka_unit_test(overwritten_records_are_told),
        cmocka_unit_test(what_is_no_program_is_told),
    };
    return cmocka_run_group_tests(tests, find_bin_dir, NULL);
}
