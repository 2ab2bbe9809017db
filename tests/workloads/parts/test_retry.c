/* test_retry.c -- what is tried again, and how much later. */
#include "tests/unit.h"

#include <errno.h>

#include "workloads/parts/retry.h"

#define MS 1000000u

static uint64_t wait_ns(int err, int status, int64_t retry_after_s, int tries)
{
    const struct io_reply reply = {.status = status,
                                   .retry_after_s = retry_after_s};
    return retry_wait_ns(&reply, err, tries);
}

static void what_may_pass_is_tried_again(void **state)
{
    (void)state;
    static const int passing[] = {429, 502, 503, 504};
    for (size_t i = 0; i < 4; i++)
        assert_true(wait_ns(-EPROTO, passing[i], 0, 1) > 0);
    assert_true(wait_ns(-ECONNREFUSED, 0, 0, 1) > 0);
    assert_true(wait_ns(-EBADMSG, 200, 0, 1) > 0);
    assert_true(wait_ns(-ETIMEDOUT, 0, 0, 1) > 0);
}

static void what_will_not_is_not(void **state)
{
    (void)state;
    static const int lasting[] = {400, 401, 403, 404, 410, 500, 501, 505};
    for (size_t i = 0; i < sizeof lasting / sizeof *lasting; i++)
        assert_int_equal(wait_ns(-EPROTO, lasting[i], 0, 1), 0);
    static const int errors[] = {ECANCELED, EHOSTUNREACH, EKEYREJECTED,
                                 EINVAL,    EIO,          ENOMEM};
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        assert_int_equal(wait_ns(-errors[i], 0, 0, 1), 0);
}

static void waits_double_up_to_ten_seconds(void **state)
{
    (void)state;
    for (int try = 1, longest_ms = 100; try <= 100; try++) {
        uint64_t ns = wait_ns(-ECONNREFUSED, 0, 0, try);
        assert_uint_in_range(ns, (uint64_t)longest_ms * MS / 2,
                             (uint64_t)longest_ms * MS);
        longest_ms = longest_ms * 2 < 10000 ? longest_ms * 2 : 10000;
    }
}

static void waits_differ_by_chance(void **state)
{
    (void)state;
    uint64_t first = wait_ns(-ECONNREFUSED, 0, 0, 3);
    int same = 0;
    for (int i = 0; i < 10; i++)
        same += wait_ns(-ECONNREFUSED, 0, 0, 3) == first;
    assert_true(same < 10);
}

static void what_the_server_asks_for_is_heeded_within_reason(void **state)
{
    (void)state;
    assert_true(wait_ns(-EPROTO, 503, 7, 1) >= 7000u * MS);
    assert_true(wait_ns(-EPROTO, 429, 60, 1) >= 60000u * MS);
    assert_int_equal(wait_ns(-EPROTO, 503, 61, 1), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_may_pass_is_tried_again),
        cmocka_unit_test(what_will_not_is_not),
        cmocka_unit_test(waits_double_up_to_ten_seconds),
        cmocka_unit_test(waits_differ_by_chance),
        cmocka_unit_test(what_the_server_asks_for_is_heeded_within_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
