/* test_io_trace.c -- what a task's trace says if its worker died. */
#include "tests/unit.h"

#include <stdlib.h>

#include "core/io_trace.h"

enum { WAITS = 2 };

static struct io_trace *trace;

static int begin(void **state)
{
    (void)state;
    trace = calloc(1, sizeof *trace + WAITS * sizeof *trace->list);
    if (trace)
        trace->capacity = WAITS;
    return trace ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    free(trace);
    return 0;
}

static void work_that_never_ended_took_nobody_knows_how_long(void **state)
{
    (void)state;
    io_work_begin(trace);
    io_trace_settle(trace, 100);
    assert_int_equal(trace->cpu_ns, -1);
    assert_int_equal(trace->count, 0);
}

static void a_wait_that_never_ended_ends_then(void **state)
{
    (void)state;
    io_wait_begin(trace, 10);
    io_wait_end(trace, 20);
    io_wait_begin(trace, 30);
    io_trace_settle(trace, 100);
    assert_int_equal(trace->count, 2);
    assert_int_equal(trace->list[1].begin_ns, 30);
    assert_int_equal(trace->list[1].end_ns, 100);
}

static void between_two_waits_there_is_none_to_end(void **state)
{
    (void)state;
    io_wait_begin(trace, 10);
    io_wait_end(trace, 20);
    io_trace_settle(trace, 100);
    assert_int_equal(trace->count, 1);
}

static void waits_beyond_its_room_are_not_kept(void **state)
{
    (void)state;
    for (unsigned i = 0; i < WAITS; i++) {
        io_wait_begin(trace, 10 * i + 10);
        io_wait_end(trace, 10 * i + 15);
    }
    io_wait_begin(trace, 50);
    io_trace_settle(trace, 100);
    io_wait_end(trace, 60);
    assert_int_equal(trace->count, WAITS);
    assert_int_equal(trace->list[WAITS - 1].end_ns, 10 * (WAITS - 1) + 15);
}

static void a_task_without_a_trace_keeps_nothing(void **state)
{
    (void)state;
    io_work_begin(NULL);
    io_work_end(NULL);
    io_wait_begin(NULL, 1);
    io_wait_end(NULL, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            work_that_never_ended_took_nobody_knows_how_long, begin, end),
        cmocka_unit_test_setup_teardown(a_wait_that_never_ended_ends_then,
                                        begin, end),
        cmocka_unit_test_setup_teardown(between_two_waits_there_is_none_to_end,
                                        begin, end),
        cmocka_unit_test_setup_teardown(waits_beyond_its_room_are_not_kept,
                                        begin, end),
        cmocka_unit_test(a_task_without_a_trace_keeps_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
