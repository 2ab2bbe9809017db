/* test_proof.c -- a record repeats what its run was asked for. */
#include "tests/unit.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "bench/run/proof.h"
#include "bench/suite/command.h"

/* One option of the command, and the plan that its record has. */
struct claim {
    const char *option, *value, *plan;
};

static int prove(const struct claim *of, int exit_code, const char *fate,
                 char why[WHY_MAX])
{
    struct command command = {.count = 0};
    command_add(&command, "overlap-threads");
    command_add(&command, "sleep");
    if (of->option)
        command_add(&command, of->option);
    if (of->value)
        command_add(&command, of->value);
    assert_true(command_complete(&command));
    const struct proof_run run = {.command = &command,
                                  .model = "threads",
                                  .workload = "sleep",
                                  .exit_code = exit_code,
                                  .time_s = 1};
    char text[500];
    snprintf(text, sizeof text,
             "{\"model\":\"threads\",\"workload\":\"sleep\",\"wall_ns\":1000,"
             "%s,\"plan\":{\"tasks\":3%s%s}}",
             fate, *of->plan ? "," : "", of->plan);
    json_t *record = json_loads(text, 0, NULL);
    assert_non_null(record);
    int err = proof_check(record, &run, why);
    json_decref(record);
    command_free(&command);
    return err;
}

static const char well[] = "\"ok\":3,\"failed\":0,\"canceled\":0";

static void what_was_asked_for_stands_in_the_plan(void **state)
{
    (void)state;
    static const struct claim claims[] = {
        {NULL, NULL, ""},
        {"--size", "1.5s", "\"size\":1500,\"size_unit\":\"ms\""},
        {"--size", "64KiB", "\"size\":65536,\"size_unit\":\"bytes\""},
        {"--size", "2k", "\"size\":2000,\"size_unit\":\"count\""},
        {"--size", "2k", "\"size\":2000"},
        {"--size", "odd", "\"size\":7"}, /* in its program's own words */
        {"--rate", "2.5", "\"rate_per_s\":2.5"},
        {"--rate", "odd", "\"rate_per_s\":7"},
        {"--timeout", "20ms", "\"timeout_ns\":20000000"},
        {"--timeout", "odd", "\"timeout_ns\":7"},
        {"--retries", "3", "\"retries\":3"},
        {"--retries", "odd", "\"retries\":7"},
        {"--pause", "0", "\"pause_ns\":null"},
        {"--pause", "0", "\"pause_ns\":0"},
        {"--fresh", NULL, "\"fresh\":true"},
        {"--variant", "fsync", "\"variant\":\"fsync\""},
        {NULL, NULL, "\"variant\":\"rewrite\""}, /* the usual one */
        {NULL, NULL, "\"fresh\":false,\"pause_ns\":null,\"retries\":0"},
    };
    for (size_t i = 0; i < sizeof claims / sizeof *claims; i++) {
        char why[WHY_MAX] = "";
        if (prove(&claims[i], 0, well, why))
            fail_msg("%zu: %s", i, why);
    }
}

static void what_was_not_is_told(void **state)
{
    (void)state;
    static const struct {
        struct claim of;
        const char *why;
    } lies[] = {
        {{"--size", "1.5s", "\"size\":1499,\"size_unit\":\"ms\""},
         "plan.size: found 1499; expected that of --size 1.5s"},
        {{"--rate", "2.5", "\"rate_per_s\":3"},
         "plan.rate_per_s: found 3; expected that of --rate 2.5"},
        {{"--timeout", "20ms", "\"timeout_ns\":null"},
         "plan.timeout_ns: found null; expected that of --timeout 20ms"},
        {{"--pause", "0", "\"pause_ns\":5"},
         "plan.pause_ns: found 5; expected that of --pause 0"},
        {{"--width", "3", ""},
         "plan.width: found nothing; expected that of --width 3"},
        {{"--fresh", NULL, "\"fresh\":false"},
         "plan.fresh: found false; expected that of --fresh "},
        {{"--variant", "fsync", "\"variant\":\"warm\""},
         "plan.variant: found \"warm\"; expected that of --variant fsync"},
        {{"--variant", "fsync", "\"variant\":null"},
         "plan.variant: found null; expected that of --variant fsync"},
        {{"--files", "ring", "\"files\":\"pool\""},
         "plan.files: found \"pool\"; expected that of --files ring"},
        {{NULL, NULL, "\"retries\":2"},
         "plan.retries: found 2; expected that of a run without --retries "},
        {{NULL, NULL, "\"offload\":true"},
         "plan.offload: found true; expected that of a run without --offload "},
    };
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        char why[WHY_MAX] = "";
        assert_int_equal(prove(&lies[i].of, 0, well, why), -EINVAL);
        assert_string_equal(why, lies[i].why);
    }
}

/* Exit status 0 and only that says that all went well. */
static void the_status_agrees_with_the_tasks_fate(void **state)
{
    (void)state;
    const struct claim none = {NULL, NULL, ""};
    static const char *const ill[] = {
        "\"ok\":2,\"failed\":1,\"canceled\":0",
        "\"ok\":2,\"failed\":0,\"canceled\":1",
        "\"ok\":3,\"failed\":0,\"canceled\":0,\"right\":false",
    };
    char why[WHY_MAX] = "";
    assert_int_equal(prove(&none, 1, well, why), -EINVAL);
    assert_string_equal(why, "found that all tasks succeeded, beside exit "
                             "status 1; expected 0");
    for (int i = 0; i < 3; i++) {
        assert_int_equal(prove(&none, 1, ill[i], why), 0);
        assert_int_equal(prove(&none, 0, ill[i], why), -EINVAL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_asked_for_stands_in_the_plan),
        cmocka_unit_test(what_was_not_is_told),
        cmocka_unit_test(the_status_agrees_with_the_tasks_fate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
