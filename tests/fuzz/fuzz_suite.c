/* fuzz_suite.c -- any file as a suite. */
#include "bench/suite/suite.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct suite *suite;
    char why[WHY_MAX] = "";
    if (suite_load_on(&suite, fuzz_file(data, size), 2, why) < 0) {
        fuzz_expect_line(why);
        return 0;
    }
    fuzz_expect(suite->experiments_count > 0, "an experiment");
    suite_free(suite);
    return 0;
}
