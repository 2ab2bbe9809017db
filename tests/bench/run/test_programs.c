/* test_programs.c -- what a program is given and prints is kept whole. */
#include "tests/unit.h"

#include <stdlib.h>
#include <string.h>

#include "bench/results/transcript.h"
#include "bench/run/programs.h"
#include "core/base/process.h"
#include "tests/tree.h"

static char dir[] = "/tmp/overlap-programs-XXXXXX";

static int make_dir(void **state)
{
    (void)state;
    process_begin();
    return mkdtemp(dir) ? 0 : -1;
}

static int remove_dir(void **state)
{
    (void)state;
    return tree_remove(dir);
}

/* Runs /bin/sh with that script and these arguments, as the test of a claim;
 * the caller frees the transcript. */
static json_t *run_script(const char *script, char **args, unsigned count)
{
    char *words[64] = {(char *)"-c", (char *)script, (char *)"sh"};
    for (unsigned i = 0; i < count; i++)
        words[3 + i] = args[i];
    struct claim_test test = {.kind = TEST_SEMANTIC,
                              .program = (char *)"/bin/sh",
                              .args = words,
                              .args_count = count + 3};
    struct claim claim = {.id = (char *)"P1", .tests = &test, .tests_count = 1};
    struct claims claims = {.claims = &claim, .claims_count = 1};
    struct results results = {
        .dir = dir, .claims = &claims, .transcripts = json_object()};
    char why[WHY_MAX] = "";
    if (programs_run(&results, "/no/such/folder", why) < 0)
        fail_msg("%s", why);
    json_t *transcript = json_object_get(results.transcripts, "P1-1");
    json_incref(transcript);
    json_decref(results.transcripts);
    return transcript;
}

static const char *line_of(const json_t *transcript, size_t line)
{
    const json_t *lines = json_object_get(transcript, "lines");
    return json_string_value(json_array_get(lines, line));
}

static void an_argument_stays_one(void **state)
{
    (void)state;
    char text[1000];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    char *args[43] = {(char *)"a b", (char *)"", text};
    for (int i = 3; i < 43; i++)
        args[i] = (char *)"y";
    json_t *transcript =
        run_script("printf '%s,' \"$1\"; echo $#; echo \"$3\"", args, 43);
    assert_string_equal(line_of(transcript, 0), "a b,43");
    assert_string_equal(line_of(transcript, 1), text);
    const json_t *command = json_object_get(transcript, "command");
    const char *words = json_string_value(json_array_get(command, 1));
    assert_non_null(strstr(words, " sh 'a b' '' xxx"));
    assert_string_equal(words + strlen(words) - 5, "y y y");
    json_decref(transcript);
}

static void a_nul_does_not_end_what_is_printed(void **state)
{
    (void)state;
    json_t *transcript = run_script("printf 'one\\0 two\\n'", NULL, 0);
    assert_string_equal(line_of(transcript, 0), "one? two");
    json_decref(transcript);
}

static void who_prints_too_much_is_told(void **state)
{
    (void)state;
    json_t *transcript = run_script("printf '%8192d' 1", NULL, 0);
    assert_int_equal(
        json_integer_value(json_object_get(transcript, "exit_code")), 124);
    assert_string_equal(json_string_value(json_object_get(transcript, "error")),
                        "printed more than 8191 bytes");
    json_decref(transcript);
    transcript = run_script("printf '%8191d' 1", NULL, 0);
    assert_int_equal(
        json_integer_value(json_object_get(transcript, "exit_code")), 0);
    json_decref(transcript);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_argument_stays_one),
        cmocka_unit_test(a_nul_does_not_end_what_is_printed),
        cmocka_unit_test(who_prints_too_much_is_told),
    };
    return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
