/* test_units.c -- numbers with units. */
#include <errno.h>

#include "core/base/units.h"
#include "tests/unit.h"

static void counts_take_powers_of_a_thousand(void **state)
{
    (void)state;
    int64_t count;
    assert_int_equal(units_parse_count("0", &count), 0);
    assert_int_equal(count, 0);
    assert_int_equal(units_parse_count("20k", &count), 0);
    assert_int_equal(count, 20000);
    assert_int_equal(units_parse_count("1.5M", &count), 0);
    assert_int_equal(count, 1500000);
}

static void rates_may_have_a_fraction(void **state)
{
    (void)state;
    double per_s;
    assert_int_equal(units_parse_rate("0.5", &per_s), 0);
    assert_true(per_s == 0.5);
    assert_int_equal(units_parse_rate("20k", &per_s), 0);
    assert_true(per_s == 20000);
    assert_int_equal(units_parse_rate("inf", &per_s), -EINVAL);
}

static void bytes_tell_kib_from_kb(void **state)
{
    (void)state;
    int64_t bytes;
    assert_int_equal(units_parse_bytes("64KiB", &bytes), 0);
    assert_int_equal(bytes, 65536);
    assert_int_equal(units_parse_bytes("64kB", &bytes), 0);
    assert_int_equal(bytes, 64000);
    assert_int_equal(units_parse_bytes("1.5MiB", &bytes), 0);
    assert_int_equal(bytes, 1572864);
}

static void durations_are_milliseconds_unless_told(void **state)
{
    (void)state;
    uint64_t ns;
    assert_int_equal(units_parse_duration_ns("20", &ns), 0);
    assert_int_equal(ns, 20000000);
    assert_int_equal(units_parse_duration_ns("1.5s", &ns), 0);
    assert_int_equal(ns, 1500000000);
    assert_int_equal(units_parse_duration_ns("300us", &ns), 0);
    assert_int_equal(ns, 300000);
    assert_int_equal(units_parse_duration_ns("0", &ns), 0);
    assert_int_equal(ns, 0);
}

static void what_is_no_number_is_refused(void **state)
{
    (void)state;
    const char *const bad[] = {"",    "-3",  "+3",   "1e3", "0x10", "inf",
                               "nan", "1 k", " 1",   "1.",  ".5",   "k",
                               "1kk", "1ms", "1.5B", "1..2"};
    int64_t count;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(units_parse_count(bad[i], &count), -EINVAL);
    uint64_t ns;
    assert_int_equal(units_parse_duration_ns("1parsec", &ns), -EINVAL);
    assert_int_equal(units_parse_bytes("0.5", &count), -EINVAL);
}

static void what_is_too_large_is_refused(void **state)
{
    (void)state;
    int64_t count;
    uint64_t ns;
    assert_int_equal(units_parse_count("99999999999999999999", &count),
                     -ERANGE);
    assert_int_equal(units_parse_bytes("9999999999GiB", &count), -ERANGE);
    assert_int_equal(units_parse_duration_ns("99999999999s", &ns), -ERANGE);
}

static void people_read_three_digits(void **state)
{
    (void)state;
    char text[UNITS_TEXT_MAX];
    assert_string_equal(units_format_ns(812, text), "812 ns");
    assert_string_equal(units_format_ns(20.34e6, text), "20.3 ms");
    assert_string_equal(units_format_ns(1.5e9, text), "1.50 s");
    assert_string_equal(units_format_ns(150e9, text), "150 s");
    assert_string_equal(units_format_bytes(512, text), "512 B");
    assert_string_equal(units_format_bytes(65536, text), "64.0 KiB");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_take_powers_of_a_thousand),
        cmocka_unit_test(rates_may_have_a_fraction),
        cmocka_unit_test(bytes_tell_kib_from_kb),
        cmocka_unit_test(durations_are_milliseconds_unless_told),
        cmocka_unit_test(what_is_no_number_is_refused),
        cmocka_unit_test(what_is_too_large_is_refused),
        cmocka_unit_test(people_read_three_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
