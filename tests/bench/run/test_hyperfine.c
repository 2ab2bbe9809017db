/* test_hyperfine.c -- the JSON of hyperfine 1 and of hyperfine 2. */
#include "tests/unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/run/hyperfine.h"

/* What hyperfine 1.15 wrote about `sh -c 'exit 3'`. */
static const char of_1[] = "{\"results\": [{\"command\": \"x\",\n"
                           " \"mean\": 0.001629475, \"stddev\": null,\n"
                           " \"median\": 0.001629475, \"user\": 0.0,\n"
                           " \"system\": 0.001007, \"min\": 0.001629475,\n"
                           " \"max\": 0.001629475, \"times\": [0.001629475],\n"
                           " \"exit_codes\": [3]}]}";

/* The same run in schema 2, among other things that a reader may meet. */
#define OF_2(version, unit) OF_2_IN(version, unit, unit, unit)
#define OF_2_IN(version, unit, user_unit, system_unit)                         \
    "{\"schema_version\": " version ",\n"                                      \
    " \"metadata\": {\"hyperfine_version\": \"2.0.0\"},\n"                     \
    " \"primary_metric\": \"time_wall_clock\",\n"                              \
    " \"results\": [{\"command\": \"sh\", \"name\": \"x\", \"measurements\": " \
    "[\n"                                                                      \
    "  {\"time_wall_clock\": {\"value\": 0.001629475, \"unit\": \"" unit       \
    "\"},\n"                                                                   \
    "   \"time_cpu\": {\"value\": 0.001007, \"unit\": \"second\"},\n"          \
    "   \"time_user\": {\"value\": 0, \"unit\": \"" user_unit "\"},\n"         \
    "   \"time_system\": {\"value\": 0.001007, \"unit\": \"" system_unit       \
    "\"},\n"                                                                   \
    "   \"memory_peak_resident\": {\"value\": 2e6, \"unit\": \"byte\"},\n"     \
    "   \"exit_code\": 3}],\n"                                                 \
    "  \"summary\": {\"time_wall_clock\": {\"mean\": 0.001629475}}}]}"

static int read_text(const char *text, struct hyperfine_run *run)
{
    char path[] = "/tmp/overlap-hyperfine-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
    int err = hyperfine_read(path, run);
    unlink(path);
    return err;
}

static void assert_that_run(const char *text)
{
    struct hyperfine_run run = {.exit_code = -1};
    assert_int_equal(read_text(text, &run), 0);
    assert_true(run.time_s == 0.001629475);
    assert_true(run.user_s == 0);
    assert_true(run.sys_s == 0.001007);
    assert_int_equal(run.exit_code, 3);
}

static void a_run_of_hyperfine_1_is_read(void **state)
{
    (void)state;
    assert_that_run(of_1);
}

static void a_run_of_hyperfine_2_is_read(void **state)
{
    (void)state;
    assert_that_run(OF_2("2", "second"));
}

static void unknown_output_is_refused(void **state)
{
    (void)state;
    struct hyperfine_run run;
    const char *const texts[] = {
        OF_2("3", "second"),
        OF_2_IN("2", "millisecond", "second", "second"),
        OF_2_IN("2", "second", "millisecond", "second"),
        OF_2_IN("2", "second", "second", "millisecond"),
        "{\"results\": []}",
        "{\"schema_version\": 2, \"results\": [{\"measurements\": []}]}",
        "{\"results\"",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_int_equal(read_text(texts[i], &run), -EPROTO);
    assert_int_equal(hyperfine_read("/no/such/file", &run), -EPROTO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_of_hyperfine_1_is_read),
        cmocka_unit_test(a_run_of_hyperfine_2_is_read),
        cmocka_unit_test(unknown_output_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
