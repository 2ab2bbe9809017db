/* test_option.c -- a table of options reads, refuses and explains. */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/option_help.h"
#include "core/base/option_parse.h"
#include "core/base/text.h"
#include "tests/unit.h"

enum speed { NORMAL, SLOW, FAST };

static struct settings {
    bool loud;
    enum speed speed;
    const char *name, *colour;
    int count;
    uint64_t seed, delay_ns;
    int64_t bytes;
    double per_s;
    char called[40];
} settings;

static int call(void *into, char *value, char why[WHY_MAX])
{
    struct settings *into_settings = into;
    text_append(into_settings->called, sizeof into_settings->called, "%s",
                value);
    snprintf(why, WHY_MAX, "no more of %s", value);
    return strcmp(value, "bad") == 0 ? -E2BIG : 0;
}

#define AT(member) offsetof(struct settings, member)

static const char *const colours[] = {"red", "green", NULL};

enum { ON_MOON = 1, ON_MARS = 2 };

static const struct option rows[] = {
    {.help = "First"},
    {"loud", OPTION_FLAG, AT(loud), NULL, .help = "shout", .letter = 'l'},
    {"slow", OPTION_MODE, AT(speed), NULL, .help = "take time", .least = SLOW},
    {"fast", OPTION_MODE, AT(speed), NULL, .help = "hurry", .least = FAST},
    {"name", OPTION_TEXT, AT(name), "WORD", .help = "a name", .letter = 'n'},
    {"colour", OPTION_CHOICE, AT(colour), "C", .help = "a colour",
     .words = colours, .only = ON_MARS},
    {.help = "Second"},
    {"count", OPTION_COUNT, AT(count), "N", .help = "how many", .least = 1,
     .most = 9, .only = ON_MOON},
    {"seed", OPTION_NUMBER, AT(seed), "N", .help = "of what is random"},
    {"delay", OPTION_DURATION, AT(delay_ns), "T", .help = "a delay", .least = 1,
     .most = 60000000000},
    {"bytes", OPTION_SIZE, AT(bytes), "S", .help = "a size"},
    {"rate", OPTION_RATE, AT(per_s), "R", .help = "a rate", .most = 1000},
    {"call", OPTION_CALL, 0, "X", .help = "a call", .take = call},
    {0},
};

static uint64_t given;
static char why[WHY_MAX];
static char *argv[32];

/* Parses words that are separated by single spaces. */
static int parse(const char *line)
{
    static char words[512];
    int argc = 1;
    argv[0] = "test";
    settings = (struct settings){0};
    snprintf(words, sizeof words, "%s", line);
    for (char *rest = words, *word; (word = strsep(&rest, " ")) != NULL;)
        argv[argc++] = word;
    argv[argc] = NULL;
    return option_parse(rows, &settings, argc, argv, &given, why);
}

static const char *first_word(char *words[])
{
    int argc = 1;
    argv[0] = "test";
    for (; words[argc - 1]; argc++)
        argv[argc] = words[argc - 1];
    argv[argc] = NULL;
    return option_first_word(rows, argc, argv);
}

static void the_first_word_is_no_options_value(void **state)
{
    (void)state;
    assert_string_equal(
        first_word((char *[]){"--name", "a", "-n", "b", "-lnc", "-ln", "d",
                              "--na", "e", "--loud", "word", "f", NULL}),
        "word");
    assert_string_equal(first_word((char *[]){"--name=a", "word", NULL}),
                        "word");
    assert_string_equal(first_word((char *[]){"--unknown", "word", NULL}),
                        "word");
    assert_string_equal(first_word((char *[]){"--", "--word", NULL}), "--word");
    assert_null(first_word((char *[]){"--name", "a", NULL}));
    assert_null(first_word((char *[]){"--", NULL}));
    assert_null(first_word((char *[]){"-x", NULL}));
}

/* As a library's rows do, whose variables are not in our struct. */
static void a_row_may_name_its_own_variable(void **state)
{
    static int tens, ones;
    static const struct option own[] = {
        {"tens", OPTION_COUNT, .into = &tens, .value = "N"},
        {"ones", OPTION_MODE, .into = &ones, .least = 1},
        {"none", OPTION_MODE, .into = &ones, .least = 2},
        {"slow", OPTION_MODE, AT(speed), NULL, .least = SLOW},
        {0},
    };
    (void)state;
    char *ask[] = {"test", "--tens", "3", "--ones", "--slow", NULL};
    settings = (struct settings){0};
    assert_int_equal(option_parse(own, &settings, 5, ask, &given, why), 0);
    assert_int_equal(tens, 3);
    assert_int_equal(ones, 1);
    assert_int_equal(settings.speed, SLOW);
    char *both[] = {"test", "--ones", "--none", NULL};
    assert_int_equal(option_parse(own, &settings, 3, both, &given, why),
                     -EINVAL);
}

static void each_kind_fills_its_member(void **state)
{
    (void)state;
    assert_int_equal(parse("--loud --fast --name me --colour green --count 7 "
                           "--seed 5000000000 --delay 2ms --bytes 4KiB --rate "
                           "0.5 --call a --call b"),
                     0);
    assert_true(settings.loud);
    assert_int_equal(settings.speed, FAST);
    assert_string_equal(settings.name, "me");
    assert_string_equal(settings.colour, "green");
    assert_int_equal(settings.count, 7);
    assert_int_equal(settings.seed, 5000000000);
    assert_int_equal(settings.delay_ns, 2000000);
    assert_int_equal(settings.bytes, 4096);
    assert_true(settings.per_s == 0.5);
    assert_string_equal(settings.called, "ab");
}

static void a_value_follows_in_any_form(void **state)
{
    (void)state;
    static const char *const forms[] = {"--name me", "--name=me", "-n me",
                                        "-nme",      "-lnme",     "-ln me"};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        assert_int_equal(parse(forms[i]), 0);
        assert_string_equal(settings.name, "me");
    }
    assert_true(settings.loud);
    assert_int_equal(parse("--name --loud"), 0);
    assert_string_equal(settings.name, "--loud");
    assert_int_equal(parse("--name="), -EINVAL);
    assert_string_equal(why, "--name: found '', expected '--name WORD'");
    assert_int_equal(parse("--name a --name b"), 0);
    assert_string_equal(settings.name, "b");
}

static void a_word_is_not_empty(void **state)
{
    (void)state;
    char *words[] = {(char *)"p", (char *)"word", (char *)"", NULL};
    assert_int_equal(option_parse(rows, &settings, 3, words, &given, why),
                     -EINVAL);
    assert_string_equal(why, "found an empty word, expected none");
}

static void assert_words(const char *line, int count, const char *first,
                         const char *second)
{
    assert_int_equal(parse(line), count);
    assert_string_equal(argv[1], first);
    if (second)
        assert_string_equal(argv[2], second);
    assert_null(argv[count + 1]);
}

static void options_stand_on_either_side(void **state)
{
    (void)state;
    assert_words("a --count 3 b --loud", 2, "a", "b");
    assert_int_equal(settings.count, 3);
    assert_true(settings.loud);
    setenv("POSIXLY_CORRECT", "1", 1);
    assert_words("a --count 3 b --loud", 2, "a", "b");
    unsetenv("POSIXLY_CORRECT");
    assert_true(settings.loud);
    assert_words("-- --loud --", 2, "--loud", "--");
    assert_false(settings.loud);
    assert_words("- --loud", 1, "-", NULL);
}

static void a_name_may_be_cut_short(void **state)
{
    (void)state;
    assert_int_equal(parse("--cou 3 --lo"), 0);
    assert_int_equal(settings.count, 3);
    assert_true(settings.loud);
}

static void assert_refused(const char *line, const char *expected)
{
    assert_int_equal(parse(line), -EINVAL);
    assert_string_equal(why, expected);
}

static void a_misuse_is_told_in_a_line(void **state)
{
    (void)state;
    assert_refused("--co 3", "found '--co', expected one of: --colour, "
                             "--count");
    assert_refused("--coutn 3", "found '--coutn', expected --count or another "
                                "option that --help lists");
    assert_refused("--weight", "found '--weight', expected an option that "
                               "--help lists");
    assert_refused("-lx", "found '-x', expected an option that --help lists");
    assert_refused("--name", "found '--name' alone, expected '--name WORD'");
    assert_refused("-n", "found '--name' alone, expected '--name WORD'");
    assert_refused("--loud=yes", "found '--loud=yes', expected '--loud' "
                                 "alone");
    assert_refused("--fast --slow", "found --fast and --slow, expected one of "
                                    "the two");
    assert_int_equal(parse("--call bad"), -E2BIG);
    assert_string_equal(why, "no more of bad");
}

static void a_wrong_value_is_told_with_the_right_ones(void **state)
{
    (void)state;
    assert_refused("--count 10", "--count: found '10', expected a whole "
                                 "number from 1 to 9");
    assert_refused("--count 0", "--count: found '0', expected a whole number "
                                "from 1 to 9");
    assert_refused("--seed -1", "--seed: found '-1', expected a whole number "
                                "of at least 0");
    assert_refused("--delay 0", "--delay: found '0', expected a duration such "
                                "as 500ms or 2s, above 0, up to 60.0 s");
    assert_refused("--delay 61s", "--delay: found '61s', expected a duration "
                                  "such as 500ms or 2s, above 0, up to 60.0 "
                                  "s");
    assert_refused("--bytes 1.5", "--bytes: found '1.5', expected a size such "
                                  "as 4096 or 64KiB");
    assert_refused("--rate 0", "--rate: found '0', expected a number per "
                               "second, above 0");
    assert_refused("--rate nan", "--rate: found 'nan', expected a number per "
                                 "second, above 0");
    assert_refused("--colour blue", "--colour: found 'blue', expected one of: "
                                    "red, green");
}

static void what_lacks_a_bit_does_not_fit(void **state)
{
    (void)state;
    assert_int_equal(parse("--loud --count 3 --colour red"), 0);
    assert_null(option_unfit(rows, given, ON_MOON | ON_MARS));
    assert_string_equal(option_unfit(rows, given, ON_MARS)->name, "count");
    assert_string_equal(option_unfit(rows, given, ON_MOON)->name, "colour");
    assert_int_equal(parse("--loud"), 0);
    assert_null(option_unfit(rows, given, 0));
}

static void note_planet(const struct option *row, const void *arg,
                        char note[OPTION_NOTE_MAX])
{
    const char *const *planets = arg;
    snprintf(note, OPTION_NOTE_MAX, "%s", planets[row->only]);
}

static const char *const planets[] = {"", "the moon", "Mars"};

typedef void print_fn(FILE *out);

static void print_help(FILE *out)
{
    option_print_help(out, rows, ON_MARS, note_planet, planets);
}

static void print_table(FILE *out)
{
    option_print_table(out, rows, note_planet, planets);
}

static void assert_printed(print_fn *print, const char *begin)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    print(out);
    fclose(out);
    text[strlen(begin)] = '\0';
    assert_string_equal(text, begin);
    free(text);
}

static void help_has_what_fits(void **state)
{
    (void)state;
    assert_printed(print_help, "First:\n"
                               "  -l, --loud       shout\n"
                               "  --slow           take time\n"
                               "  --fast           hurry\n"
                               "  -n, --name WORD  a name\n"
                               "  --colour C       a colour (Mars)\n"
                               "\n"
                               "Second:\n"
                               "  --seed N         of what is random\n");
}

static void a_table_has_all(void **state)
{
    (void)state;
    assert_printed(print_table, "| option | for | what it does |\n"
                                "|---|---|---|\n"
                                "| **First** | | |\n"
                                "| `-l, --loud` | all | shout |\n"
                                "| `--slow` | all | take time |\n"
                                "| `--fast` | all | hurry |\n"
                                "| `-n, --name WORD` | all | a name |\n"
                                "| `--colour C` | Mars | a colour |\n"
                                "| **Second** | | |\n"
                                "| `--count N` | the moon | how many |\n");
}

static void long_help_is_wrapped(void **state)
{
    (void)state;
    static const struct option long_rows[] = {
        {"wide", OPTION_TEXT, 0, "A-METAVARIABLE-OF-SOME-LENGTH",
         .help = "one two three four five six seven eight nine ten eleven "
                 "twelve thirteen fourteen"},
        {"so", OPTION_FLAG, 0, NULL, .help = "short"},
        {0},
    };
    char text[400] = "";
    FILE *out = fmemopen(text, sizeof text, "w");
    option_print_help(out, long_rows, 0, NULL, NULL);
    fclose(out);
    assert_string_equal(text,
                        "  --wide A-METAVARIABLE-OF-SOME-LENGTH\n"
                        "        one two three four five six seven eight nine "
                        "ten eleven twelve thirteen\n"
                        "        fourteen\n"
                        "  --so  short\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_word_is_no_options_value),
        cmocka_unit_test(a_row_may_name_its_own_variable),
        cmocka_unit_test(each_kind_fills_its_member),
        cmocka_unit_test(a_value_follows_in_any_form),
        cmocka_unit_test(a_word_is_not_empty),
        cmocka_unit_test(options_stand_on_either_side),
        cmocka_unit_test(a_name_may_be_cut_short),
        cmocka_unit_test(a_misuse_is_told_in_a_line),
        cmocka_unit_test(a_wrong_value_is_told_with_the_right_ones),
        cmocka_unit_test(what_lacks_a_bit_does_not_fit),
        cmocka_unit_test(help_has_what_fits),
        cmocka_unit_test(a_table_has_all),
        cmocka_unit_test(long_help_is_wrapped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
