/* test_validate.c -- a record that breaks one rule of its table is refused. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "core/record/fields.h"
#include "core/record/validate.h"

static const char good[] =
    "{'schema':'overlap/record/1','model':'threads','workload':'fail',"
    "'kind':'safety','plan':{'tasks':4,'size':30,'size_unit':'ms',"
    "'variant':null,'width':0,'workers':4,'keep_going':true,"
    "'rate_per_s':null,'timeout_ns':null,'connections':null,'delay_ns':null,"
    "'per_host':null,'retries':0,'pause_ns':null,'fresh':false,"
    "'offload':false,'ticker':true,'meter':true},"
    "'missing':{'right':'nothing to check'},'ok':2,'failed':2,'canceled':0,"
    "'peak_in_flight':4,'wall_ns':1000,'user_ns':400,'sys_ns':100,"
    "'cores_used':0.5,'context_switches':{'voluntary':4,'involuntary':0},"
    "'waited_ns':4000,'overlap':0.75,'answer':'0123456789abcdef',"
    "'right':null,'threads':5,'processes':1,'memory':{'pss_bytes':1,"
    "'rss_bytes':2,'vsize_bytes':3,'total_bytes':4},"
    "'latency_ns':{'p50':10,'p90':20,'p99':30,'max':40},"
    "'service_ns':{'p50':10,'p90':20,'p99':30,'max':40},"
    "'lateness_ns':{'ticks':1,'p50':5,'p99':5,'max':5},"
    "'findings':{'lost':0},'failures':["
    "{'index':1,'error':'EIO','reason':'on purpose'},"
    "{'index':3,'error':'EIO','reason':'on purpose'}],"
    "'versions':{'overlap':'0.1.0'}}";

/* A lie about one field: JSON to put in its place; NULL leaves it out. */
static const struct lie {
    const char *path, *text, *why;
} lies[] = {
    {"schema", "'overlap/record/2'",
     "schema: found \"overlap/record/2\"; expected \"overlap/record/1\""},
    {"kind", "'i'", "kind: found \"i\"; expected one of io|cpu|mixed|safety"},
    {"model", "7", "model: found 7; expected a string"},
    {"plan", "[]", "plan: found []; expected an object"},
    {"plan.tasks", "0", "plan.tasks: found 0; expected more than 0"},
    {"plan.tasks", "4.0",
     "plan.tasks: found 4.0; expected a whole number of at least 0"},
    {"plan.rate_per_s", "-2.5",
     "plan.rate_per_s: found -2.5; expected more than 0"},
    {"plan.workers", "5",
     "plan.workers: found 5; expected at most that of plan.tasks, 4"},
    {"plan.offload", "null",
     "plan.offload: found null; expected true or false"},
    {"plan.meter", NULL, "plan.meter: found nothing; expected true or false"},
    {"ok", "3", "found 3 ok, 2 failed and 0 canceled; expected 4 together"},
    {"wall_ns", "0", "wall_ns: found 0; expected more than 0"},
    {"wall_ns", "'1000'",
     "wall_ns: found \"1000\"; expected a whole number of at least 0"},
    {"user_ns", "-400",
     "user_ns: found -400; expected a whole number of at least 0"},
    {"sys_ns", "null",
     "sys_ns: found null; expected a reason for it in missing"},
    {"cores_used", "0.625",
     "cores_used: found 0.625; expected 0.5, which is (user + sys)"},
    {"overlap", "1.5", "overlap: found 1.5; expected at most 1"},
    {"overlap", "0.5", "overlap: found 0.5; expected 0.75, which is"},
    {"peak_in_flight", "5",
     "peak_in_flight: found 5; expected at most that of plan.workers, 4"},
    {"memory.rss_bytes", NULL,
     "memory.rss_bytes: found nothing; expected a whole number"},
    {"latency_ns.p50", "21",
     "latency_ns.p50: found 21; expected at most that of latency_ns.p90, 20"},
    {"latency_ns.p90", "31",
     "latency_ns.p90: found 31; expected at most that of latency_ns.p99, 30"},
    {"latency_ns.p99", "41",
     "latency_ns.p99: found 41; expected at most that of latency_ns.max, 40"},
    {"service_ns.max", "41",
     "service_ns.max: found 41; expected at most that of latency_ns.max, 40"},
    {"lateness_ns.ticks", NULL, "lateness_ns.ticks: found nothing"},
    {"lateness_ns.p50", "6",
     "lateness_ns.p50: found 6; expected at most that of lateness_ns.p99, 5"},
    {"right", "1", "right: found 1; expected true or false"},
    {"answer", "'0123456789ABCDEF'", "expected 16 hexadecimal digits"},
    {"answer", "7", "answer: found 7; expected 16 hexadecimal digits"},
    {"cores_used", "'half'", "cores_used: found \"half\"; expected a number"},
    {"failures",
     "[{'index':1,'error':'E','reason':''},{'index':4,'error':'E',"
     "'reason':''}]",
     "failures: found 4; expected the indices of tasks, in their order"},
    {"answer", "'0123'", "expected 16 hexadecimal digits"},
    {"findings.lost", "'2'", "findings.lost: found \"2\"; expected a number"},
    {"failures", "{}", "failures: found {}; expected an array"},
    {"failures", "[]", "failures: found 0 where 2 tasks failed; expected 2"},
    {"failures", "['EIO','EIO']",
     "failures.0: found \"EIO\"; expected an object"},
    {"failures", "[{'index':1,'error':'EIO'},{}]",
     "failures.1.index: found nothing; expected a whole number"},
    {"failures",
     "[{'index':3,'error':'E','reason':''},{'index':1,'error':'E',"
     "'reason':''}]",
     "failures: found 1; expected the indices of tasks, in their order"},
    {"missing.ok", "false", "missing.ok: found false; expected a string"},
    {"versions.overlap", "1", "versions.overlap: found 1; expected a string"},
};

static json_t *parse(const char *text)
{
    char *copy = strdup(text);
    for (char *at = copy; *at; at++)
        *at = *at == '\'' ? '"' : *at;
    json_t *json = json_loads(copy, JSON_DECODE_ANY, NULL);
    assert_non_null(json);
    free(copy);
    return json;
}

/* A good record but for one lie. */
static json_t *lying(const struct lie *lie)
{
    json_t *record = parse(good), *in = record;
    const char *key = lie->path, *point = strchr(key, '.');
    char outer[40];
    if (point) {
        snprintf(outer, sizeof outer, "%.*s", (int)(point - key), key);
        in = json_object_get(record, outer);
        key = point + 1;
    }
    if (lie->text)
        json_object_set_new(in, key, parse(lie->text));
    else
        json_object_del(in, key);
    return record;
}

static void a_whole_record_passes(void **state)
{
    (void)state;
    char why[WHY_MAX] = "";
    json_t *record = parse(good);
    assert_int_equal(validate_record(record, why), 0);
    assert_string_equal(why, "");
    json_decref(record);
}

static void every_lie_is_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        char why[WHY_MAX] = "";
        json_t *record = lying(&lies[i]);
        if (validate_record(record, why) == 0 || !strstr(why, lies[i].why))
            fail_msg("%s: expected \"%s\", found \"%s\"", lies[i].path,
                     lies[i].why, why);
        json_decref(record);
    }
}

/* A row that nothing checks would promise too much. */
static void no_field_may_be_a_list_of_lists(void **state)
{
    (void)state;
    for (const struct field *field = fields; field->path; field++) {
        const struct lie lie = {field->path, "[[]]", ""};
        char why[WHY_MAX];
        if (strchr(field->path, '*') || strncmp(field->path, "server", 6) == 0)
            continue;
        json_t *record = lying(&lie);
        if (validate_record(record, why) == 0)
            fail_msg("%s may be anything", field->path);
        json_decref(record);
    }
}

static void what_is_no_object_is_no_record(void **state)
{
    (void)state;
    static const char *const texts[] = {"[]", "[{\"ok\":1}]"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char why[WHY_MAX] = "";
        json_t *record;
        assert_true(validate_line(texts[i], &record, why) < 0);
        assert_memory_equal(why, "record: found [", 15);
        assert_non_null(strstr(why, "; expected a JSON object"));
        json_decref(record);
    }
}

/* What a figure is held against may itself be unknown. */
static void an_unknown_figure_bounds_no_other(void **state)
{
    (void)state;
    static const struct lie truths[] = {
        {"peak_in_flight", "null", "peak_in_flight"},
        {"waited_ns", "null", "waited_ns"},
        {"waited_ns", "0", NULL},
        {"cores_used", "null", "cores_used"},
        {"user_ns", "null", "user_ns"},
    };
    for (size_t i = 0; i < sizeof truths / sizeof *truths; i++) {
        char why[WHY_MAX] = "";
        json_t *record = lying(&truths[i]);
        if (truths[i].why)
            json_object_set_new(json_object_get(record, "missing"),
                                truths[i].why, json_string("not measured"));
        if (validate_record(record, why) < 0)
            fail_msg("%s: %s", truths[i].path, why);
        json_decref(record);
    }
}

/* The list ends there, however many tasks fail. */
static void only_so_many_failures_are_listed(void **state)
{
    (void)state;
    char why[WHY_MAX] = "";
    json_t *record = parse(good), *failures = json_array();
    for (int i = 0; i < FIELDS_FAILURES_MAX; i++)
        json_array_append_new(failures,
                              json_pack("{s:i, s:s, s:s}", "index", i, "error",
                                        "EIO", "reason", "on purpose"));
    json_object_set_new(record, "failures", failures);
    json_object_set_new(record, "failed",
                        json_integer(FIELDS_FAILURES_MAX + 5));
    json_object_set_new(json_object_get(record, "plan"), "tasks",
                        json_integer(FIELDS_FAILURES_MAX + 7));
    assert_int_equal(validate_record(record, why), 0);
    json_array_remove(failures, 0);
    assert_true(validate_record(record, why) < 0);
    assert_memory_equal(why, "failures: found ", 16);
    json_decref(record);
}

static void a_field_is_found_by_its_path(void **state)
{
    (void)state;
    for (const struct field *field = fields; field->path; field++)
        assert_ptr_equal(fields_find(field->path), field);
    assert_null(fields_find("plan.task"));
}

static void what_is_no_json_is_told(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "", "{", "{\"ok\":NaN}", "[1e400]", "{\"ok\":1,\"ok\":2}", "7 8"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char why[WHY_MAX] = "";
        json_t *record;
        if (validate_line(texts[i], &record, why) == 0 || record ||
            !strstr(why, "expected a record"))
            fail_msg("%s: found \"%s\"", texts[i], why);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_record_passes),
        cmocka_unit_test(every_lie_is_told),
        cmocka_unit_test(no_field_may_be_a_list_of_lists),
        cmocka_unit_test(what_is_no_object_is_no_record),
        cmocka_unit_test(an_unknown_figure_bounds_no_other),
        cmocka_unit_test(only_so_many_failures_are_listed),
        cmocka_unit_test(a_field_is_found_by_its_path),
        cmocka_unit_test(what_is_no_json_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
