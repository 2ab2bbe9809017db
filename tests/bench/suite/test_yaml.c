/* test_yaml.c -- what is not plain YAML, or not as its table says, is refused
 * in one line that says where it is. */
#include "bench/suite/yaml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/text.h"

static const struct yaml_word colours[] = {{"red", 1}, {"blue", 2}, {0}};

struct inner {
    struct yaml_place place;
    int count;
};

struct outer {
    struct yaml_place place;
    char *title;
    int whole, *pointed;
    double number;
    bool truth;
    unsigned colour, mixed;
    struct inner *inner;
    struct inner *list;
    unsigned list_count;
    char **words;
    unsigned words_count;
};

static const struct yaml_row inner_rows[] = {
    {YAML_AT(inner, count), .kind = YAML_WHOLE, .most = 9, .required = true},
    {0},
};
static const struct yaml_row outer_rows[] = {
    {YAML_AT(outer, title), .required = true},
    {YAML_AT(outer, whole), .kind = YAML_WHOLE, .least = -5, .most = 5000},
    {YAML_TO(outer, pointed), .kind = YAML_WHOLE, .least = 1, .most = 12},
    {YAML_AT(outer, number), .kind = YAML_NUMBER},
    {YAML_AT(outer, truth), .kind = YAML_TRUTH},
    {YAML_AT(outer, colour), .kind = YAML_WORD, .words = colours},
    {YAML_AT(outer, mixed), .kind = YAML_FLAGS, .words = colours},
    {YAML_TO(outer, inner), .kind = YAML_MAP, .of = inner_rows},
    {YAML_MANY(outer, list), .least = 1, .most = 2, .of = inner_rows},
    {YAML_MANY(outer, words), .most = 3, .of = yaml_texts},
    {0},
};
#define KEYS                                                                   \
    "title, whole, pointed, number, truth, colour, mixed, inner, list, words"

#define PLAIN                                                                  \
    "; expected plain text, lists and mappings in one document, at most 8 "    \
    "levels deep"

static char dir[] = "/tmp/overlap-yaml-XXXXXX";

static int make_dir(void **state)
{
    (void)state;
    return mkdtemp(dir) && chdir(dir) == 0 ? 0 : -1;
}

static int remove_dir(void **state)
{
    (void)state;
    unlink("y");
    unlink("pipe");
    return chdir("/") == 0 ? rmdir(dir) : -1;
}

static int read_bytes(struct outer **outer, const char *bytes, size_t length,
                      char why[WHY_MAX])
{
    void *data;
    FILE *file = fopen("y", "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
    int err = yaml_read(&data, "y", outer_rows, sizeof **outer, why);
    *outer = data;
    return err;
}

static struct outer *read_text(const char *text)
{
    char why[WHY_MAX];
    struct outer *outer;
    if (read_bytes(&outer, text, strlen(text), why) < 0)
        fail_msg("%s", why);
    return outer;
}

static void assert_bytes_refused(const char *bytes, size_t length,
                                 const char *expected)
{
    char why[WHY_MAX];
    struct outer *outer;
    assert_int_equal(read_bytes(&outer, bytes, length, why), -EINVAL);
    assert_null(outer);
    assert_string_equal(why, expected);
}

static void assert_refused(const char *text, const char *expected)
{
    assert_bytes_refused(text, strlen(text), expected);
}

/* For errors that libyaml words itself. */
static void assert_no_yaml(const char *text, size_t length, const char *where)
{
    char why[WHY_MAX];
    struct outer *outer;
    assert_int_equal(read_bytes(&outer, text, length, why), -EINVAL);
    assert_null(outer);
    assert_memory_equal(why, where, strlen(where));
    assert_non_null(
        strstr(why, "; expected YAML in UTF-8, indented by spaces"));
    assert_null(strchr(why, '\n'));
}

static void every_kind_is_read(void **state)
{
    (void)state;
    struct outer *outer = read_text(
        "title: Ti tle\nwhole: -5\npointed: 12\nnumber: 1.5e-1\ntruth: true\n"
        "colour: blue\nmixed: [red, blue]\ninner: {count: 0}\n"
        "list: [{count: 1}, {count: 2}]\nwords: ['', two]\n");
    assert_string_equal(outer->title, "Ti tle");
    assert_int_equal(outer->whole, -5);
    assert_int_equal(*outer->pointed, 12);
    assert_true(outer->number > 0.1499 && outer->number < 0.1501);
    assert_true(outer->truth);
    assert_int_equal(outer->colour, 2);
    assert_int_equal(outer->mixed, 3);
    assert_int_equal(outer->inner->count, 0);
    assert_int_equal(outer->list_count, 2);
    assert_int_equal(outer->list[1].count, 2);
    assert_int_equal(outer->words_count, 2);
    assert_string_equal(outer->words[0], "");
    assert_string_equal(outer->words[1], "two");
    assert_string_equal(yaml_path(outer->place.file), "y");
    yaml_close(outer->place.file);
}

static void a_key_left_out_is_zero(void **state)
{
    (void)state;
    struct outer *outer = read_text("title: ~\n");
    assert_string_equal(outer->title, "~");
    assert_null(outer->pointed);
    assert_null(outer->inner);
    assert_int_equal(outer->list_count, 0);
    yaml_close(outer->place.file);
}

static void a_place_gives_line_and_column(void **state)
{
    (void)state;
    char why[WHY_MAX];
    struct outer *outer =
        read_text("title: T\nlist:\n  - {count: 1}\n  - count: 2\n");
    assert_int_equal(yaml_fail(why, &outer->list[1].place, "count", NULL, "3"),
                     -EINVAL);
    assert_string_equal(why, "y:4:12: count: found 2; expected 3");
    yaml_fail(why, &outer->list[1].place, "other", NULL, "it");
    assert_string_equal(why, "y:4:5: other: found none; expected it");
    yaml_fail(why, &outer->place, "title", "a\x1b[31m\nb", "it");
    assert_string_equal(why, "y:1:8: title: found a [31m b; expected it");
    yaml_close(outer->place.file);
}

static void numbers_are_decimal(void **state)
{
    (void)state;
    static const char *const odd[] = {"010",   "0x10", "0o17",
                                      "1_000", "+5",   "00"};
    char text[100], why[200];
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        snprintf(text, sizeof text, "title: T\npointed: %s\n", odd[i]);
        snprintf(why, sizeof why,
                 "y:2:10: pointed: found %s; expected a whole number from "
                 "1 to 12, in decimal digits that do not begin with 0",
                 odd[i]);
        assert_refused(text, why);
    }
    static const char *const none[] = {"1.5", "5x", "''", "ten", "[1]", "1e3"};
    static const char *const found[] = {"1.5", "5x",     "nothing",
                                        "ten", "a list", "1e3"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        snprintf(text, sizeof text, "title: T\npointed: %s\n", none[i]);
        snprintf(why, sizeof why,
                 "y:2:10: pointed: found %s; expected a whole number from "
                 "1 to 12",
                 found[i]);
        assert_refused(text, why);
    }
    static const char *const parts[] = {"0x2", "1_0", "inf", "nan", "0",
                                        "-1",  "1,5", "02",  "+2.x"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        snprintf(text, sizeof text, "title: T\nnumber: %s\n", parts[i]);
        snprintf(why, sizeof why,
                 "y:2:9: number: found %s; expected a number above 0",
                 parts[i]);
        assert_refused(text, why);
    }
}

static void limits_are_reported(void **state)
{
    (void)state;
    assert_refused("title: T\npointed: 13\n",
                   "y:2:10: pointed: found 13; expected a whole number from 1 "
                   "to 12");
    assert_refused("title: T\npointed: 99999999999999999999\n",
                   "y:2:10: pointed: found 99999999999999999999; expected a "
                   "whole number from 1 to 12");
    assert_refused("title: T\nwhole: -6\n",
                   "y:2:8: whole: found -6; expected a whole "
                   "number from -5 to 5000");
    assert_refused("title: T\nlist: []\n", "y:2:7: list: found 0 entries; "
                                           "expected a list of 1 to 2 entries");
    assert_refused("title: T\nwords: [a, b, c, d]\n",
                   "y:2:8: words: found 4 entries; expected a list of 0 to 3 "
                   "entries");
}

static void wrong_kinds_are_reported(void **state)
{
    (void)state;
    assert_refused("title: {a: b}\n",
                   "y:1:8: title: found a mapping; expected some text");
    assert_refused("title:\n", "y:1:7: title: found nothing; expected some "
                               "text");
    assert_refused("title: T\ntruth: yes\n",
                   "y:2:8: truth: found yes; expected true, false");
    assert_refused("title: T\ncolour: Red\n",
                   "y:2:9: colour: found Red; expected red, blue");
    assert_refused("title: T\nmixed: red\n",
                   "y:2:8: mixed: found red; expected a list of red, blue");
    assert_refused("title: T\nmixed: [red, [blue]]\n",
                   "y:2:14: mixed: found a list; expected a list of red, blue");
    assert_refused("title: T\ninner: 5\n", "y:2:8: inner: found 5; expected "
                                           "count");
    assert_refused("title: T\nlist: {count: 1}\n",
                   "y:2:7: list: found a mapping; expected a list of 1 to 2 "
                   "entries");
    assert_refused("title: T\nlist: [x]\n", "y:2:8: list: found x; expected "
                                            "count");
    assert_refused("title: T\nwords: [{a: b}]\n",
                   "y:2:9: words: found a mapping; expected some text");
    assert_refused("- title\n", "y:1:1: found a list; expected " KEYS);
    assert_refused("title\n", "y:1:1: found title; expected " KEYS);
}

static void keys_must_be_known_and_unique(void **state)
{
    (void)state;
    assert_refused("titel: T\n", "y:1:1: titel: unknown key, perhaps title; "
                                 "expected " KEYS);
    assert_refused("title: T\nmode: 5\n",
                   "y:2:1: mode: unknown key; expected " KEYS);
    assert_refused("title: T\n<<: {}\n",
                   "y:2:1: <<: unknown key; expected " KEYS);
    assert_refused("title: T\n[a]: 5\n",
                   "y:2:1: key: found a list; expected " KEYS);
    assert_refused("title: T\n'': 5\n",
                   "y:2:1: key: found nothing; expected " KEYS);
    assert_refused("whole: 5\n", "y:1:1: title: found none; expected some "
                                 "text");
    assert_refused("title: T\ninner: {}\n", "y:2:8: count: found none; "
                                            "expected a whole number from "
                                            "0 to 9");
    assert_refused("title: T\nwhole: 1\ntitle: T\n",
                   "y:3:1: title: found twice; expected each key once");
    char text[300] = "title: T\n", why[WHY_MAX];
    memset(text + 9, 'k', 200);
    text_append(text, sizeof text, ": v\n");
    struct outer *outer;
    assert_int_equal(read_bytes(&outer, text, strlen(text), why), -EINVAL);
    assert_memory_equal(why, "y:2:1: key: found kkk", 21);
}

static void one_document_is_read(void **state)
{
    (void)state;
    assert_refused("", "y:1:1: Nothing in the file; expected " KEYS);
    assert_refused("# only a comment\n", "y:1:1: Nothing in the file; "
                                         "expected " KEYS);
    assert_refused("title: T\n---\ntitle: U\n",
                   "y:2:1: found a second document" PLAIN);
    assert_refused("title: T\n...\n# more\n---\nwhole\n",
                   "y:4:1: found a second document" PLAIN);
    yaml_close(read_text("---\ntitle: T\n...\n")->place.file);
}

static void only_plain_yaml_is_read(void **state)
{
    (void)state;
    assert_refused("title: &a T\n", "y:1:8: found an anchor" PLAIN);
    assert_refused("title: *a\n", "y:1:8: found an alias" PLAIN);
    assert_refused("title: !!str T\n", "y:1:8: found a tag" PLAIN);
    assert_refused("%YAML 1.1\n---\ntitle: T\n",
                   "y:1:1: found a directive" PLAIN);
    assert_refused("title: T\nwhole: [[[[[[[[[[\n",
                   "y:2:15: found one level too many" PLAIN);
    assert_refused("title: \"a\\0b\"\n",
                   "y:1:8: found a control character" PLAIN);
    assert_refused("title: \"\\e[31m\"\n",
                   "y:1:8: found a control character" PLAIN);
}

/* Each entry of a line stands for all ten of the line before it. */
static void aliases_cannot_multiply(void **state)
{
    (void)state;
    char text[1000] = "title: T\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 10; i++) {
        text_append(text, sizeof text, "a%d: &a%d [x", i, i);
        for (int j = 0; j < 10; j++)
            text_append(text, sizeof text, ", *a%d", i - 1);
        text_append(text, sizeof text, "]\n");
    }
    assert_refused(text, "y:2:5: found an anchor" PLAIN);
}

static void text_that_is_not_yaml_is_reported(void **state)
{
    (void)state;
    assert_no_yaml("title: [a\n", 10, "y:2:1: ");
    assert_no_yaml("title: T\n\twhole: 1\n", 19, "y:2:1: ");
    assert_no_yaml("title: T\nwords: [\"\xff\"]\n", 21, "y:2:10: ");
    assert_no_yaml("title: \xc3\xa4 T\0 U\n", 15, "y:1:11: ");
}

static void other_line_ends_and_a_byte_order_mark_are_fine(void **state)
{
    (void)state;
    struct outer *outer =
        read_text("\xef\xbb\xbftitle: \xc3\xa4\r\nwords:\r\n  - a\r\n  - |\r\n"
                  "    b\r\n    c\r\nwhole: 7\t# a tab before a comment\r\n");
    assert_string_equal(outer->title, "\xc3\xa4");
    assert_string_equal(outer->words[0], "a");
    assert_string_equal(outer->words[1], "b\nc\n");
    assert_int_equal(outer->whole, 7);
    yaml_close(outer->place.file);
}

static void assert_file_refused(const char *path, int err, const char *expected)
{
    char why[WHY_MAX];
    void *data;
    assert_int_equal(
        yaml_read(&data, path, outer_rows, sizeof(struct outer), why), err);
    assert_null(data);
    assert_string_equal(why, expected);
}

static void only_regular_files_of_limited_size_are_read(void **state)
{
    (void)state;
    assert_file_refused("none", -ENOENT,
                        "none: No such file or directory; expected a readable "
                        "YAML file");
    assert_int_equal(mkfifo("pipe", 0600), 0);
    assert_file_refused("pipe", -EMEDIUMTYPE,
                        "pipe: not a regular file; expected a "
                        "readable YAML file");
    assert_file_refused("/dev/zero", -EMEDIUMTYPE,
                        "/dev/zero: not a regular file; expected a readable "
                        "YAML file");
    assert_file_refused(".", -EISDIR,
                        ".: Is a directory; expected a "
                        "readable YAML file");
    FILE *file = fopen("y", "w");
    assert_non_null(file);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(truncate("y", (1 << 20) + 1), 0);
    assert_file_refused("y", -EFBIG,
                        "y: larger than 1 MiB; expected a "
                        "readable YAML file");
}

/* 1 MiB of input that costs other readers minutes, or their stack. */
static void even_the_largest_files_are_refused(void **state)
{
    (void)state;
    static const char *const parts[] = {
        "[", "{", "- ", "? ", "&a ", "- - ", "a: ", "%TAG !a! b\n", "\"", "!"};
    size_t length = 1 << 20;
    char *text = malloc(length);
    assert_non_null(text);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        char why[WHY_MAX];
        struct outer *outer;
        for (size_t at = 0; at < length; at++)
            text[at] = parts[i][at % strlen(parts[i])];
        assert_int_equal(read_bytes(&outer, text, length, why), -EINVAL);
        assert_null(outer);
        assert_memory_equal(why, "y:", 2);
    }
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_is_read),
        cmocka_unit_test(a_key_left_out_is_zero),
        cmocka_unit_test(a_place_gives_line_and_column),
        cmocka_unit_test(numbers_are_decimal),
        cmocka_unit_test(limits_are_reported),
        cmocka_unit_test(wrong_kinds_are_reported),
        cmocka_unit_test(keys_must_be_known_and_unique),
        cmocka_unit_test(one_document_is_read),
        cmocka_unit_test(only_plain_yaml_is_read),
        cmocka_unit_test(aliases_cannot_multiply),
        cmocka_unit_test(text_that_is_not_yaml_is_reported),
        cmocka_unit_test(other_line_ends_and_a_byte_order_mark_are_fine),
        cmocka_unit_test(only_regular_files_of_limited_size_are_read),
        cmocka_unit_test(even_the_largest_files_are_refused),
    };
    return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
