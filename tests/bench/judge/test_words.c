/* test_words.c -- figures and strings as a reader of the report sees them. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "bench/judge/words.h"

static void figures_have_three_significant_digits(void **state)
{
    (void)state;
    assert_string_equal(words_time(0.1074).text, "107 ms");
    assert_string_equal(words_time(NAN).text, "—");
    assert_string_equal(words_times(1).text, "1.00×");
    assert_string_equal(words_times(9.996).text, "10.0×");
    assert_string_equal(words_times(123.4).text, "123×");
    assert_string_equal(words_count(999).text, "999");
    assert_string_equal(words_count(1000).text, "1,000");
    assert_string_equal(words_count(12345678).text, "12,345,678");
    assert_string_equal(words_off(1.074).text, "+7 %");
    assert_string_equal(words_off(0.96).text, "-4 %");
    assert_string_equal(words_off(3.14159).text, "3.14×");
    assert_string_equal(words_p(0.0004).text, "< 0.001");
    assert_string_equal(words_p(0.0412).text, "0.041");
    assert_string_equal(words_times_interval((struct interval){1, 2, 0}).text,
                        "—");
}

static void snake_case_stays_readable_in_markdown(void **state)
{
    (void)state;
    char *text = NULL;
    size_t len;
    FILE *out = open_memstream(&text, &len);
    words_markdown(out, "cores_used _x_ 1|2");
    fclose(out);
    assert_string_equal(text, "cores_used \\_x\\_ 1\\|2");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_have_three_significant_digits),
        cmocka_unit_test(snake_case_stays_readable_in_markdown),
    };
    return cmocka_run_group_tests_name("words", tests, NULL, NULL);
}
