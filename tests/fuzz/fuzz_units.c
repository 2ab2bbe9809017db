/* fuzz_units.c -- any text as a number with a unit. */
#include "core/base/units.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

static void expect_format(char *(*format)(double, char *), double value)
{
    char text[UNITS_TEXT_MAX + 1];
    text[UNITS_TEXT_MAX] = '!';
    format(value, text);
    fuzz_expect(text[UNITS_TEXT_MAX] == '!' && strchr(text, ' '),
                "a number and its unit");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_text(data, size);
    int64_t whole = -1;
    uint64_t ns = 0;
    double rate = -1;
    if (units_parse_count(text, &whole) == 0)
        fuzz_expect(whole >= 0 && whole <= INT64_C(9000000000000000),
                    "a count that a double holds");
    if (units_parse_bytes(text, &whole) == 0) {
        fuzz_expect(whole >= 0, "a size");
        expect_format(units_format_bytes, (double)whole);
    }
    if (units_parse_duration_ns(text, &ns) == 0) {
        fuzz_expect(ns <= UINT64_C(900000000000000000), "28 years at most");
        expect_format(units_format_ns, (double)ns);
    }
    if (units_parse_rate(text, &rate) == 0)
        fuzz_expect(isfinite(rate) && rate >= 0, "a finite rate");
    free(text);
    return 0;
}
