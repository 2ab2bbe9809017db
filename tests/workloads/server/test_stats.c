/* test_stats.c -- arrivals are counted over any window of 100 ms. */
#include "tests/unit.h"

#include "core/io.h"
#include "workloads/server/stats.h"

static uint64_t clock_ns;

/* This test's own clock, in place of core/io.c's. */
uint64_t io_now_ns(void)
{
    return clock_ns;
}

static void arrive(struct server_stats *stats, uint64_t at_ms, int requests)
{
    clock_ns = at_ms * 1000000u;
    for (int i = 0; i < requests; i++) {
        stats_arrive(stats);
        stats_depart(stats);
    }
}

static int64_t peak(const struct server_stats *stats)
{
    json_t *json = stats_json(stats);
    json_t *value = json_object_get(json, "arrivals_peak_100ms");
    int64_t number = json_integer_value(value);
    json_decref(json);
    return number;
}

static void a_burst_counts_as_one_wherever_it_begins(void **state)
{
    (void)state;
    static struct server_stats stats;
    clock_ns = 0;
    stats_reset(&stats);
    arrive(&stats, 95, 5);
    arrive(&stats, 104, 5);
    assert_int_equal(peak(&stats), 10);
    arrive(&stats, 500, 9);
    assert_int_equal(peak(&stats), 10);
}

static void what_is_older_than_100_ms_does_not_count(void **state)
{
    (void)state;
    static struct server_stats stats;
    clock_ns = 0;
    stats_reset(&stats);
    for (uint64_t ms = 0; ms < 1000; ms += 50)
        arrive(&stats, ms, 1);
    assert_int_equal(peak(&stats), 2);
    arrive(&stats, 600000, 1); /* long after the last window */
    assert_int_equal(peak(&stats), 2);
}

static void a_reset_forgets_the_past(void **state)
{
    (void)state;
    static struct server_stats stats;
    clock_ns = 1000;
    stats_reset(&stats);
    arrive(&stats, 10, 7);
    stats_reset(&stats);
    assert_int_equal(peak(&stats), 0);
    arrive(&stats, 12, 3);
    assert_int_equal(peak(&stats), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_burst_counts_as_one_wherever_it_begins),
        cmocka_unit_test(what_is_older_than_100_ms_does_not_count),
        cmocka_unit_test(a_reset_forgets_the_past),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
