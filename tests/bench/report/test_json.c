/* test_json.c -- what a report says, for programs. */
#include <stdio.h>

#include "bench/judge/unmet.h"
#include "bench/report/json.h"
#include "bench/report/report.h"
#include "core/base/process.h"
#include "tests/bench/made_results.h"

static json_t *find(json_t *list, const char *key, const char *name)
{
    json_t *item;
    size_t i;
    json_array_foreach(list, i, item)
    {
        const char *found = json_string_value(json_object_get(item, key));
        if (found && strcmp(found, name) == 0)
            return item;
    }
    fail_msg("found no %s %s", key, name);
    return NULL;
}

static json_t *cell_of(json_t *figures, const char *experiment,
                       const char *cell)
{
    json_t *of =
        find(json_object_get(figures, "experiments"), "experiment", experiment);
    return find(json_object_get(of, "cells"), "cell", cell);
}

static const char *text_of(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static double number_of(const json_t *object, const char *key)
{
    return json_number_value(json_object_get(object, key));
}

static json_t *make_figures(struct fixture *fixture)
{
    struct measures *measures;
    assert_int_equal(measures_compute(&measures, &fixture->results, false), 0);
    json_t *figures = figures_json(measures);
    assert_non_null(figures);
    measures_free(measures);
    return figures;
}

static void every_verdict_has_its_tests(void **state)
{
    struct fixture *fixture = *state;
    json_t *verdicts = verdicts_json(&fixture->judgement);
    assert_string_equal(text_of(verdicts, "schema"), "overlap/verdicts/1");
    json_t *w1 = find(json_object_get(verdicts, "claims"), "id", "W1");
    assert_string_equal(text_of(w1, "verdict"), "supported");
    assert_int_equal(json_array_size(json_object_get(w1, "documents")), 3);
    json_t *test = json_array_get(json_object_get(w1, "tests"), 1);
    assert_string_equal(text_of(test, "role"), "controls");
    assert_string_equal(text_of(test, "of"), "waits/sequential");
    assert_true(fabs(number_of(test, "estimate") - 1.016) < 1e-9);
    assert_true(number_of(json_object_get(test, "interval"), "low") < 1.016);
    json_t *gate =
        find(json_object_get(verdicts, "gates"), "name", "A/A control");
    assert_true(json_is_true(json_object_get(gate, "passed")));
    assert_string_equal(text_of(gate, "about"), "noise");
    json_decref(verdicts);
}

static void every_figure_of_every_cell_is_there(void **state)
{
    struct fixture *fixture = *state;
    json_t *figures = make_figures(fixture);
    json_t *cell = cell_of(figures, "waits", "async");
    assert_true(fabs(number_of(json_object_get(cell, "speedup"), "estimate") -
                     2.85) < 0.1);
    assert_true(number_of(cell, "pss_bytes") > 1e6);
    assert_int_equal(number_of(cell, "runs"), BLOCKS + 1);
    cell = cell_of(figures, "stall", "async");
    assert_true(fabs(number_of(cell, "lateness_p99_s") - 0.498) < 1e-6);
    assert_int_equal(
        number_of(json_object_get(json_object_get(cell, "findings"), "lost"),
                  "median"),
        1500);
    json_decref(figures);
}

static void a_cell_that_costs_too_much_is_left_out(void **state)
{
    struct fixture *fixture = *state;
    for (int i = 0; i < fixture->results.runs_count; i++)
        if (fixture->runs[i].cell == 2)
            fixture->runs[i].user_s *= 1.5;
    json_t *figures = make_figures(fixture);
    json_t *cell = cell_of(figures, "primes", "threads");
    assert_true(json_is_true(json_object_get(cell, "left_out")));
    assert_true(number_of(json_object_get(cell, "cpu_ratio"), "estimate") >
                1.4);
    assert_true(json_is_null(json_object_get(cell, "speedup")));
    cell = cell_of(figures, "primes", "async");
    assert_true(json_is_false(json_object_get(cell, "left_out")));
    cell = cell_of(figures, "fetch", "threads"); /* it mostly waits */
    assert_true(json_is_false(json_object_get(cell, "left_out")));
    json_decref(figures);
}

static void no_figure_is_null(void **state)
{
    struct fixture *fixture = *state;
    json_t *figures = make_figures(fixture);
    json_t *cell = cell_of(figures, "idle", "sequential");
    assert_true(json_is_null(json_object_get(cell, "time_s")));
    assert_true(json_is_null(json_object_get(cell, "user_s")));
    json_decref(figures);
}

/* A reason that was cut off within a character is no UTF-8. */
static void any_text_can_be_written(void **state)
{
    (void)state;
    json_t *text = text_json("100 \xc2");
    assert_string_equal(json_string_value(text), "100 ");
    json_decref(text);
    text = text_json("\033[31m\n");
    assert_string_equal(json_string_value(text), "?[31m?");
    json_decref(text);
    assert_true(json_is_null(text_json(NULL)));
}

/* So no memory leaves no list that lacks an item. */
static void what_lacks_an_item_is_nothing(void **state)
{
    json_t *list = json_array(), *object = json_object();
    (void)state;
    json_append(&list, NULL);
    assert_null(list);
    json_append(&list, json_true());
    assert_null(list);
    json_put(&object, "key", NULL);
    assert_null(object);
}

static void a_report_leaves_both_files(void **state)
{
    static const char *const files[] = {"verdicts.json", "figures.json"};
    struct fixture *fixture = *state;
    char why[WHY_MAX] = "", path[200];
    if (report_write(&fixture->judgement, why) < 0)
        fail_msg("%s", why);
    for (int i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/%s", fixture->dir, files[i]);
        json_t *json = json_load_file(path, 0, NULL);
        assert_true(json_is_object(json));
        json_decref(json);
    }
}

static void a_verdict_that_did_not_come_is_told(void **state)
{
    struct fixture *fixture = *state;
    char text[1000] = "";
    struct expectation wanted[] = {
        {.claim = "W1", .verdicts = 1u << VERDICT_SUPPORTED},
        {.claim = "C4",
         .verdicts = 1u << VERDICT_SUPPORTED | 1u << VERDICT_PARTLY},
        {.claim = "Z9", .verdicts = 1u << VERDICT_REFUTED},
    };
    const struct expect expect = {.expect = wanted, .expect_count = 3};
    FILE *out = fmemopen(text, sizeof text, "w");
    assert_int_equal(unmet_write(out, &fixture->judgement, &expect), 2);
    fclose(out);
    assert_string_equal(text,
                        "C4: expected supported or partly, found refuted: the "
                        "loop uses one core: 0.99\n"
                        "Z9: expected refuted, found no cell of it in this "
                        "bench\n");
    assert_int_equal(unmet_write(NULL, &fixture->judgement, NULL), 0);
}

#define MADE_TEST(test)                                                        \
    cmocka_unit_test_setup_teardown(test, make_results, free_results)

int main(void)
{
    const struct CMUnitTest tests[] = {
        MADE_TEST(every_verdict_has_its_tests),
        MADE_TEST(every_figure_of_every_cell_is_there),
        MADE_TEST(a_cell_that_costs_too_much_is_left_out),
        MADE_TEST(no_figure_is_null),
        cmocka_unit_test(any_text_can_be_written),
        cmocka_unit_test(what_lacks_an_item_is_nothing),
        MADE_TEST(a_report_leaves_both_files),
        MADE_TEST(a_verdict_that_did_not_come_is_told),
    };
    process_begin();
    return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
