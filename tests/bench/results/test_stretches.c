/* test_stretches.c -- the third state of a task is found in its trace. */
#include <stdlib.h>

#include "bench/results/stretches.h"
#include "tests/unit.h"

static struct trace_wait waits[3] = {{0, 40}, {100, 142}, {200, 241}};
static struct trace_task alone[3] = {
    {0, 0, 0, 60, 0, 20, &waits[0], 1},
    {1, 0, 100, 160, 0, 18, &waits[1], 1},
    {2, 0, 200, 260, 0, 19, &waits[2], 1},
};
static const struct trace sequential = {alone, 3};
static const struct usual_waits unknown = {.count = 0};

static void assert_stretch(const struct stretch *stretch,
                           enum stretch_state state, int64_t begin_ns,
                           int64_t end_ns, int from_percent, int to_percent)
{
    assert_int_equal(stretch->state, state);
    assert_int_equal(stretch->begin_ns, begin_ns);
    assert_int_equal(stretch->end_ns, end_ns);
    assert_int_equal((int)(stretch->from * 100 + 0.5), from_percent);
    assert_int_equal((int)(stretch->to * 100 + 0.5), to_percent);
}

/* On a loop: the wait of 67 is one of 41, and 26 for the loop. */
static void a_wait_longer_than_usual_is_a_wait_for_the_turn(void **state)
{
    (void)state;
    struct usual_waits usual;
    struct stretch *list;
    struct trace_wait wait = {10, 77};
    struct trace_task task = {0, 0, 10, 97, 0, 20, &wait, 1};
    usual_waits_find(&usual, &sequential);
    assert_int_equal(usual.count, 1);
    assert_int_equal(usual.ns[0], 41);
    assert_int_equal(stretches_find(&list, &task, &usual, -1), 3);
    assert_stretch(&list[0], STRETCH_WAITS, 10, 51, 0, 100);
    assert_stretch(&list[1], STRETCH_READY, 51, 77, 0, 100);
    assert_stretch(&list[2], STRETCH_WORKS, 77, 97, 0, 100);
    assert_int_equal((int)stretches_ns(list, 3, STRETCH_READY), 26);
    free(list);
}

/* Under threads: 20 of 40 with a core. */
static void work_without_a_core_is_ready_above_the_work(void **state)
{
    (void)state;
    struct stretch *list;
    struct trace_wait wait = {0, 10};
    struct trace_task task = {0, 0, 0, 50, 0, 20, &wait, 1};
    assert_int_equal(stretches_find(&list, &task, &unknown, -1), 3);
    assert_stretch(&list[0], STRETCH_WAITS, 0, 10, 0, 100);
    assert_stretch(&list[1], STRETCH_WORKS, 10, 50, 0, 50);
    assert_stretch(&list[2], STRETCH_READY, 10, 50, 50, 100);
    assert_int_equal((int)stretches_ns(list, 3, STRETCH_WORKS), 20);
    assert_int_equal((int)stretches_ns(list, 3, STRETCH_READY), 20);
    free(list);
}

static void a_task_is_ready_from_when_it_is_due(void **state)
{
    (void)state;
    struct stretch *list;
    struct trace_task task = {0, 0, 30, 50, 0, 20, NULL, 0};
    assert_int_equal(stretches_find(&list, &task, &unknown, 12), 2);
    assert_stretch(&list[0], STRETCH_READY, 12, 30, 0, 100);
    assert_stretch(&list[1], STRETCH_WORKS, 30, 50, 0, 100);
    free(list);
}

/* Traces of other programs may lack the CPU time and the waits. */
static void what_is_unknown_is_not_guessed(void **state)
{
    (void)state;
    struct usual_waits usual;
    struct stretch *list;
    struct trace_task bare = {0, 0, 0, 50, 0, -1, NULL, 0};
    struct trace_task none = {0, -1, 0, 0, -125, 0, NULL, 0};
    assert_int_equal(stretches_find(&list, &bare, &unknown, -1), 1);
    assert_stretch(&list[0], STRETCH_WORKS, 0, 50, 0, 100);
    free(list);
    assert_int_equal(stretches_find(&list, &none, &unknown, 5), 0);
    free(list);
    struct trace_task uneven[2] = {alone[0], bare};
    usual_waits_find(&usual, &(struct trace){uneven, 2});
    assert_int_equal(usual.count, 0);
    usual_waits_find(&usual, &(struct trace){NULL, 0});
    assert_int_equal(usual.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wait_longer_than_usual_is_a_wait_for_the_turn),
        cmocka_unit_test(work_without_a_core_is_ready_above_the_work),
        cmocka_unit_test(a_task_is_ready_from_when_it_is_due),
        cmocka_unit_test(what_is_unknown_is_not_guessed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
