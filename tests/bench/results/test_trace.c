/* test_trace.c -- a trace is read, counted, and written as Chrome's events. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/results/trace_events.h"
#include "tests/unit.h"

static char why[WHY_MAX];

/* Reads `text` as a trace; returns what trace_read() does. */
static int read_text(struct trace *trace, const char *text)
{
    char path[] = "/tmp/overlap-trace-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
    why[0] = '\0';
    int err = trace_read(trace, path, why);
    unlink(path);
    return err;
}

/* Two tasks on two workers: their waits overlap, their work does not; the
 * third never began. */
static const char two[] = "index,worker,begin_ns,end_ns,err,cpu_ns,waits\n"
                          "0,1,1000,9000,0,1500,2000-5000;6000-7000\n"
                          "1,0,1500,6000,-5,-1,2500-4500\n"
                          "2,-1,0,0,-125,0,\n";

static void a_trace_is_read_with_its_waits(void **state)
{
    (void)state;
    struct trace trace;
    assert_int_equal(read_text(&trace, two), 0);
    assert_int_equal(trace.count, 3);
    assert_int_equal(trace.tasks[0].waits_count, 2);
    assert_int_equal(trace.tasks[0].waits[1].begin_ns, 6000);
    assert_int_equal(trace.tasks[0].cpu_ns, 1500);
    assert_int_equal(trace.tasks[1].err, -5);
    assert_int_equal(trace.tasks[2].worker, -1);
    assert_int_equal(trace_end_ns(&trace), 9000);
    trace_free(&trace);
}

static void waits_and_headings_can_be_left_out(void **state)
{
    (void)state;
    struct trace trace;
    assert_int_equal(read_text(&trace, "0 0\t5 7 0\n1 0 7 9 0\n"), 0);
    assert_int_equal(trace.count, 2);
    assert_int_equal(trace.tasks[1].waits_count, 0);
    assert_true(trace.tasks[1].cpu_ns < 0);
    trace_free(&trace);
}

static void tasks_that_wait_or_work_at_once_are_counted(void **state)
{
    (void)state;
    struct trace trace;
    int waiting, working;
    assert_int_equal(read_text(&trace, two), 0);
    trace_peaks(&trace, &waiting, &working);
    assert_int_equal(waiting, 2);
    assert_int_equal(working, 2); /* both, from 1500 to 2000 */
    trace_free(&trace);
    assert_int_equal(read_text(&trace, "0 0 0 4 0 3 1-2\n1 1 1 5 0 1 1-4\n"),
                     0);
    trace_peaks(&trace, &waiting, &working);
    assert_int_equal(waiting, 2);
    assert_int_equal(working, 1);
    trace_free(&trace);
}

static void faults_are_reported_with_their_line(void **state)
{
    (void)state;
    static const struct {
        const char *line, *expected;
    } bad[] = {
        {"0,0,5,9,0,1,3-6", "waits in order"},     /* before it begins */
        {"0,0,5,9,0,1,6-10", "waits in order"},    /* after it ends */
        {"0,0,5,9,0,1,6-8;7-9", "waits in order"}, /* twice at once */
        {"0,0,5,9,0,1,8-6", "waits in order"},
        {"0,0,5,9,0,1,6", "BEGIN-END"},
        {"0,0,5,9,0,1,6-8x", "BEGIN-END"},
        {"0,0,5,9,0,1,6-8,8-9", "nothing after the waits"},
        {"0,0,5,9,0,6-8", "cpu_ns before the waits"},
        {"0,0,5,9,0,,6-8", "cpu_ns before the waits"},
        {"0,0,5,9,0,5", "from 0 to the time it did not wait"},
        {"0,0,5,9,0,3,6-8", "from 0 to the time it did not wait"},
        {"0,0,5,9,0,-2,6-8", "-1 (not known)"},
        {"0,0,5,9,0,18446744073707136311", "63 bits"},
        {"0,0,5,9.5,0", "whole numbers"},
        {"0,0,9,5,0", "0 <= begin_ns <= end_ns"},
        {"0,0,5,9223372036854775807,0,9223372036854775807",
         "an end_ns of at most 28 years"},
        {"0,0,-1,5,0", "0 <= begin_ns <= end_ns"},
        {"-1,0,5,9,0", "an index from 0 on"},
        {"0,-2,5,9,0", "a worker from 0 on or -1"},
        {"0,0,5,9,5", "a negative errno value"},
        {"0,-1,5,9,-125", "no times and an err where the worker is -1"},
        {"0,-1,0,0,0", "no times and an err where the worker is -1"},
        {"0,0,5,9", "index, worker, begin_ns, end_ns and err"},
        {"nonsense", "whole numbers"},
        {"", "index, worker, begin_ns, end_ns and err"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char text[100];
        struct trace trace;
        snprintf(text, sizeof text, "index …\n%s\n", bad[i].line);
        assert_int_equal(read_text(&trace, text), -EINVAL);
        assert_non_null(strstr(why, ": line 2: found "));
        if (!strstr(strstr(why, "; expected "), bad[i].expected))
            fail_msg("expected \"%s\" in: %s", bad[i].expected, why);
        assert_int_equal(trace.count, 0);
    }
}

/* Otherwise its task would be missing, and nobody would know why. */
static void a_bad_first_line_is_not_a_heading(void **state)
{
    (void)state;
    struct trace trace;
    assert_int_equal(read_text(&trace, "0,0,9,5,0\n1,0,7,9,0\n"), -EINVAL);
    assert_non_null(strstr(why, ": line 1: found 0 0 9 5 0"));
}

/* CPU time and the trace are measured by different clocks. */
static void clocks_can_differ_a_little(void **state)
{
    (void)state;
    struct trace trace;
    assert_int_equal(read_text(&trace, "0 0 0 1000000 0 1000500\n"), 0);
    trace_free(&trace);
    assert_int_equal(read_text(&trace, "0 0 0 1000000 0 1002000\n"), -EINVAL);
}

static void tasks_in_flight_at_once_are_counted(void **state)
{
    (void)state;
    struct trace trace;
    assert_int_equal(
        read_text(&trace, "0 0 0 5 0\n1 1 2 6 0\n2 0 5 9 0\n3 -1 0 0 -125\n"),
        0);
    assert_int_equal(trace_in_flight(&trace), 2);
    trace_free(&trace);
}

static double figure(const json_t *event, const char *key)
{
    return json_number_value(json_object_get(event, key));
}

static const char *word(const json_t *event, const char *key)
{
    const char *text = json_string_value(json_object_get(event, key));
    assert_non_null(text);
    return text;
}

/* The events of the trace `two`, as read back from a file. */
static json_t *events_of_two(void)
{
    struct trace trace;
    assert_int_equal(read_text(&trace, two), 0);
    json_t *json = trace_events(&trace, "mixed/async");
    char *text = json_dumps(json, 0);
    json_decref(json);
    trace_free(&trace);
    json = json_loads(text, 0, NULL);
    free(text);
    assert_non_null(json);
    return json;
}

static void events_come_in_time_order(void **state)
{
    (void)state;
    json_t *json = events_of_two(), *event;
    size_t i;
    double last_us = 0;
    int complete = 0;
    json_array_foreach(json_object_get(json, "traceEvents"), i, event)
    {
        if (strcmp(word(event, "ph"), "X") != 0)
            continue;
        assert_true(figure(event, "ts") >= last_us);
        assert_true(figure(event, "dur") >= 0);
        last_us = figure(event, "ts");
        complete++;
    }
    assert_int_equal(complete, 5);
    json_decref(json);
}

/* Whether the task that a wait belongs to is on the same track. */
static bool has_task(const json_t *events, const json_t *wait)
{
    size_t i;
    const json_t *event;
    double begin = figure(wait, "ts"), end = begin + figure(wait, "dur");
    json_array_foreach(events, i, event)
    {
        if (strcmp(word(event, "ph"), "X") == 0 &&
            strcmp(word(event, "cat"), "task") == 0 &&
            figure(event, "tid") == figure(wait, "tid") &&
            figure(event, "ts") <= begin &&
            figure(event, "ts") + figure(event, "dur") >= end - 1e-3)
            return true;
    }
    return false;
}

static void waits_nest_in_their_tasks(void **state)
{
    (void)state;
    json_t *json = events_of_two(), *event;
    const json_t *events = json_object_get(json, "traceEvents");
    size_t i;
    int waits = 0;
    json_array_foreach(events, i, event)
    {
        if (strcmp(word(event, "name"), "wait") != 0)
            continue;
        assert_true(has_task(events, event));
        waits++;
    }
    assert_int_equal(waits, 3);
    json_decref(json);
}

static void each_worker_has_a_track_with_its_name(void **state)
{
    (void)state;
    json_t *json = events_of_two();
    const json_t *events = json_object_get(json, "traceEvents");
    char *text = json_dumps(events, JSON_COMPACT);
    const char *expected =
        "[{\"name\":\"process_name\",\"ph\":\"M\",\"pid\":1,\"tid\":0,"
        "\"args\":{\"name\":\"mixed/async\"}},"
        "{\"name\":\"thread_name\",\"ph\":\"M\",\"pid\":1,\"tid\":1,"
        "\"args\":{\"name\":\"worker 1\"}},"
        "{\"name\":\"thread_name\",\"ph\":\"M\",\"pid\":1,\"tid\":0,"
        "\"args\":{\"name\":\"worker 0\"}},"
        "{\"name\":\"task 0\",\"cat\":\"task\",\"ph\":\"X\",\"pid\":1,"
        "\"tid\":1,\"ts\":1.0,\"dur\":8.0,";
    assert_memory_equal(text, expected, strlen(expected));
    free(text);
    json_decref(json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_trace_is_read_with_its_waits),
        cmocka_unit_test(waits_and_headings_can_be_left_out),
        cmocka_unit_test(tasks_that_wait_or_work_at_once_are_counted),
        cmocka_unit_test(faults_are_reported_with_their_line),
        cmocka_unit_test(a_bad_first_line_is_not_a_heading),
        cmocka_unit_test(clocks_can_differ_a_little),
        cmocka_unit_test(tasks_in_flight_at_once_are_counted),
        cmocka_unit_test(events_come_in_time_order),
        cmocka_unit_test(waits_nest_in_their_tasks),
        cmocka_unit_test(each_worker_has_a_track_with_its_name),
    };
    return cmocka_run_group_tests_name("trace", tests, NULL, NULL);
}
