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
    assert_string_equal(words_times(0.0996).text, "0.10×");
    assert_string_equal(words_times(0.0412).text, "0.041×");
    assert_string_equal(words_times(0.000178).text, "0.00018×");
    assert_string_equal(words_times(1e-300).text, "0.000000000×");
    assert_string_equal(words_times(0).text, "0.00×");
    assert_string_equal(words_count(999).text, "999");
    assert_string_equal(words_count(1000).text, "1,000");
    assert_string_equal(words_count(12345678).text, "12,345,678");
    assert_string_equal(words_count(1e300).text, "1e+300");
    assert_string_equal(words_count(INFINITY).text, "—");
    assert_string_equal(words_time(INFINITY).text, "—");
    assert_string_equal(words_bytes(-INFINITY).text, "—");
    assert_string_equal(words_off(INFINITY).text, "—");
    assert_string_equal(words_percent(INFINITY).text, "—");
    assert_string_equal(words_plural(1, "block").text, "1 block");
    assert_string_equal(words_plural(0, "block").text, "0 blocks");
    assert_string_equal(words_plural(2000, "run").text, "2,000 runs");
    assert_string_equal(words_off(1.074).text, "+7 %");
    assert_string_equal(words_off(0.96).text, "-4 %");
    assert_string_equal(words_off(3.14159).text, "3.14×");
    assert_string_equal(words_p(0.0004).text, "< 0.001");
    assert_string_equal(words_p(0.0412).text, "0.041");
    assert_string_equal(words_times_interval((struct interval){1, 2, 0}).text,
                        "—");
}

static void what_is_no_figure_or_too_large_is_not_grouped(void **state)
{
    (void)state;
    assert_string_equal(words_count(NAN).text, "—");
    assert_string_equal(words_count(-1234).text, "-1,234");
    assert_string_equal(words_count(-999999).text, "-999,999");
    assert_string_equal(words_count(2e15).text, "2000000000000000");
    assert_string_equal(words_number(1.5).text, "1.50");
    assert_string_equal(words_number(1500).text, "1,500");
}

/* What a function writes of a text; the caller frees it. */
static char *put(void (*words)(FILE *out, const char *text), const char *text)
{
    char *written = NULL;
    size_t size;
    FILE *out = open_memstream(&written, &size);
    words(out, text);
    fclose(out);
    return written;
}

static void assert_put(void (*words)(FILE *out, const char *text),
                       const char *text, const char *expected)
{
    char *written = put(words, text);
    assert_string_equal(written, expected);
    free(written);
}

static void strangers_texts_are_text_everywhere(void **state)
{
    (void)state;
    assert_put(words_markdown, NULL, "—");
    assert_put(words_markdown, "a\nb\x7f", "a b?");
    assert_put(words_markdown, "#1 + #2 _", "\\#1 + #2 \\_");
    assert_put(words_markdown, "_a", "\\_a");
    assert_put(words_shell, "", "''");
    assert_put(words_shell, "it's\ta", "'it'\\''s a'");
    assert_put(words_shell, "--rate=3", "--rate=3");
    assert_put(words_anchor, "A/A: 2_x-Y \xc3\x97", "aa-2_x-y-\xc3\x97");
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
        cmocka_unit_test(what_is_no_figure_or_too_large_is_not_grouped),
        cmocka_unit_test(strangers_texts_are_text_everywhere),
        cmocka_unit_test(snake_case_stays_readable_in_markdown),
    };
    return cmocka_run_group_tests_name("words", tests, NULL, NULL);
}
