/* test_samples.c -- exact quantiles of all samples. */
#include "workloads/load/samples.h"

#include "tests/unit.h"

static void quantiles_are_nearest_ranks(void **state)
{
    (void)state;
    struct samples samples = {0};
    assert_int_equal(samples_quantile(&samples, 500), 0);
    for (uint64_t ns = 2000; ns > 0; ns--)
        assert_int_equal(samples_add(&samples, ns), 0);
    samples_sort(&samples);
    assert_int_equal(samples.count, 2000);
    assert_int_equal(samples_quantile(&samples, 0), 1);
    assert_int_equal(samples_quantile(&samples, 500), 1000);
    assert_int_equal(samples_quantile(&samples, 999), 1998);
    assert_int_equal(samples_quantile(&samples, 1000), 2000);
    samples_free(&samples);
    assert_int_equal(samples_add(&samples, 7), 0);
    assert_int_equal(samples_quantile(&samples, 1), 7);
    assert_int_equal(samples_quantile(&samples, 1000), 7);
    samples_free(&samples);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantiles_are_nearest_ranks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
