/* test_text.c -- text from others is made harmless, and else left alone. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <jansson.h>
#include <string.h>
#include <unistd.h>

#include "core/base/text.h"

static void assert_sanitised(const char *text, const char *expected)
{
    char copy[200];
    snprintf(copy, sizeof copy, "%s", text);
    assert_string_equal(text_sanitise(copy), expected);
}

static void what_can_be_printed_stays(void **state)
{
    (void)state;
    assert_sanitised("", "");
    assert_sanitised("404 Not Found\t(nginx)", "404 Not Found\t(nginx)");
    assert_sanitised("größer … 日本 🙂", "größer … 日本 🙂");
}

static void what_steers_a_terminal_does_not(void **state)
{
    (void)state;
    assert_sanitised("\033[31mred\a\177", "?[31mred??");
    assert_sanitised("one\r\ntwo", "one??two");
    assert_sanitised("\xc2\x9b"
                     "31m",
                     "?31m"); /* CSI in one character */
    /* As bytes: in a string literal they would reverse this line. */
    assert_sanitised((const char[]){'a', '\xe2', '\x80', '\xae', 'b', '\0'},
                     "a?b");
    assert_sanitised((const char[]){'a', '\xe2', '\x81', '\xa6', 'b', '\0'},
                     "a?b");
    assert_sanitised("a\xe2\x80\xa8"
                     "b",
                     "a?b"); /* a line separator */
}

static void what_is_no_utf_8_is_told_byte_by_byte(void **state)
{
    (void)state;
    assert_sanitised("gr\xf6\xdf"
                     "er",
                     "gr??er");
    assert_sanitised("\xc0\xaf", "??");           /* "/" in two bytes */
    assert_sanitised("\xed\xa0\x80", "???");      /* half a surrogate pair */
    assert_sanitised("\xf4\x90\x80\x80", "????"); /* beyond the last one */
    assert_sanitised("\x80\xff", "??");
}

static void a_character_that_was_cut_off_goes(void **state)
{
    (void)state;
    assert_sanitised("abc\xe2\x80", "abc");
    assert_sanitised("abc\xf0\x9f\x99", "abc");
}

static void lines_may_stay_lines(void **state)
{
    (void)state;
    char text[] = "one\n\033two\r\n";
    assert_string_equal(text_sanitise_lines(text), "one\n?two?\n");
}

static void what_is_cut_shows_it(void **state)
{
    (void)state;
    static const struct {
        const char *from, *text;
    } cuts[] = {{"seven b", "seven b"},
                {"eight by", "eigh…"},
                {"fivé 6 7", "fiv…"},
                {"ééééé", "éé…"}};
    for (int i = 0; i < 4; i++) {
        char text[8];
        int length = snprintf(text, sizeof text, "%s", cuts[i].from);
        text_mark_cut(text, sizeof text, length);
        assert_string_equal(text, cuts[i].text);
    }
}

static void a_mark_of_direction_is_told(void **state)
{
    (void)state;
    assert_sanitised("a\xe2\x80\x8f"
                     "b\xd8\x9c"
                     "c",
                     "a?b?c");
}

static void what_is_written_is_harmless(void **state)
{
    (void)state;
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    text_put(out, "gr\xc3\xbc\xc3\x9f\033[1m\nto \xff you\xe2\x80");
    assert_int_equal(fclose(out), 0);
    assert_string_equal(text, "gr\xc3\xbc\xc3\x9f?[1m?to ? you");
    free(text);
}

/* One reason that JSON refuses would lose all failures of a record. */
static void any_bytes_become_json(void **state)
{
    (void)state;
    uint32_t seed = 1;
    for (int i = 0; i < 20000; i++) {
        char text[24];
        for (size_t j = 0; j < sizeof text - 1; j++) {
            seed = seed * 1664525u + 1013904223u;
            text[j] = (char)(seed >> 24);
        }
        text[sizeof text - 1] = '\0';
        json_t *json = json_string(text_sanitise(text));
        assert_non_null(json);
        json_decref(json);
    }
}

static void a_line_that_can_not_be_read_says_why(void **state)
{
    (void)state;
    int ends[2];
    char line[20];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(text_read_line(ends[0], line, sizeof line, 0), -ETIMEDOUT);
    assert_int_equal(write(ends[1], "one\ntw", 6), 6);
    assert_int_equal(text_read_line(ends[0], line, sizeof line, 1000), 0);
    assert_string_equal(line, "one");
    close(ends[1]);
    assert_int_equal(text_read_line(ends[0], line, sizeof line, 0), -EPIPE);
    close(ends[0]);
    assert_int_equal(text_read_line(ends[0], line, sizeof line, 0), -EBADF);
}

static void a_line_that_does_not_fit_is_refused(void **state)
{
    (void)state;
    int ends[2];
    char line[4];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "two\n", 4), 4);
    assert_int_equal(text_read_line(ends[0], line, sizeof line, 0), -EPROTO);
    close(ends[0]);
    close(ends[1]);
}

static void a_word_is_near_if_few_letters_differ(void **state)
{
    (void)state;
    int least = 3;
    assert_true(text_is_nearer("taks", "tasks", &least));
    assert_int_equal(least, 1);
    assert_false(text_is_nearer("tass", "tasks", &least)); /* no nearer */
    least = 3;
    assert_false(text_is_nearer("ab", "xy", &least)); /* half of it differs */
    assert_false(text_is_nearer("a-name-of-more-than-thirty-letters",
                                "a-name-of-more-than-thirty-letter", &least));
    assert_int_equal(least, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_can_be_printed_stays),
        cmocka_unit_test(what_steers_a_terminal_does_not),
        cmocka_unit_test(what_is_no_utf_8_is_told_byte_by_byte),
        cmocka_unit_test(a_character_that_was_cut_off_goes),
        cmocka_unit_test(lines_may_stay_lines),
        cmocka_unit_test(what_is_cut_shows_it),
        cmocka_unit_test(a_mark_of_direction_is_told),
        cmocka_unit_test(what_is_written_is_harmless),
        cmocka_unit_test(any_bytes_become_json),
        cmocka_unit_test(a_line_that_can_not_be_read_says_why),
        cmocka_unit_test(a_line_that_does_not_fit_is_refused),
        cmocka_unit_test(a_word_is_near_if_few_letters_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
