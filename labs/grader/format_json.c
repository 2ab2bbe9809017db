/* format_json.c -- a grade as the JSON of a platform. */
#include "labs/grader/format_json.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "labs/grader/field.h"

#define OUTPUT_MAX 8000

static int print(FILE *out, json_t *json, size_t flags)
{
    int err = json ? json_dumpf(json, out, flags) : -1;
    putc('\n', out);
    json_decref(json);
    return err < 0 && !ferror(out) ? -ENOMEM : 0;
}

static double seconds_of(const json_t *checks)
{
    const json_t *check;
    size_t index;
    double seconds = 0;
    json_array_foreach(checks, index, check) seconds +=
        json_number_value(json_object_get(check, "seconds"));
    return seconds;
}

/* What Gradescope shows below a test. A hidden check's is visible but says
 * nothing: a test that Gradescope hides would hide the total, too. */
static void output_of(const json_t *check, char *text, size_t size)
{
    if (field_truth(check, "passed") || field_hides(check))
        snprintf(text, size, "%s", "");
    else
        snprintf(text, size, "seen: %s\nexpected: %s\nhint: %s",
                 field_text(check, "seen"), field_text(check, "expected"),
                 field_text(check, "hint"));
}

static json_t *gradescope_test(const json_t *check, size_t index)
{
    char number[24], output[OUTPUT_MAX];
    snprintf(number, sizeof number, "%zu", index + 1);
    output_of(check, output, sizeof output);
    return json_pack("{s:i, s:i, s:s, s:s, s:s, s:s, s:s, s:s}", "score",
                     field_whole(check, "points"), "max_score",
                     field_whole(check, "max"), "status",
                     field_truth(check, "passed") ? "passed" : "failed", "name",
                     field_text(check, "title"), "number", number, "output",
                     output, "output_format", "text", "visibility", "visible");
}

int format_gradescope(FILE *out, const json_t *grade)
{
    json_t *tests = json_array(), *checks = json_object_get(grade, "checks");
    const json_t *check;
    size_t index;
    json_array_foreach(checks, index, check)
        json_array_append_new(tests, gradescope_test(check, index));
    return print(
        out,
        json_pack("{s:i, s:f, s:s, s:s, s:s, s:s, s:{s:O, s:O, s:O}, s:o}",
                  "score", field_whole(grade, "score"), "execution_time",
                  seconds_of(checks), "output", field_text(grade, "error"),
                  "output_format", "text", "visibility", "visible",
                  "stdout_visibility", "hidden", "extra_data", "lab",
                  json_object_get(grade, "lab"), "seed",
                  json_object_get(grade, "seed"), "isolation",
                  json_object_get(grade, "isolation"), "tests", tests),
        JSON_INDENT(2));
}

/* What Classroom 50 knows of the submission, and we do not: by its workflow's
 * environment. */
static const struct {
    const char *key, *variable;
    bool optional;
} given[] = {
    {"classroom", "CLASSROOM50_CLASSROOM", false},
    {"assignment", "CLASSROOM50_ASSIGNMENT", false},
    {"assignment_type", "CLASSROOM50_ASSIGNMENT_TYPE", false},
    {"owner", "CLASSROOM50_OWNER", false},
    {"submission", "CLASSROOM50_SUBMISSION", false},
    {"commit", "CLASSROOM50_COMMIT", false},
    {"release", "CLASSROOM50_RELEASE", false},
    {"review", "CLASSROOM50_REVIEW", false},
    {"submitted_by", "CLASSROOM50_SUBMITTED_BY", true},
};

int format_classroom50(FILE *out, const json_t *grade)
{
    char now[32];
    time_t seconds = time(NULL);
    struct tm tm;
    const json_t *check;
    size_t index;
    strftime(now, sizeof now, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&seconds, &tm));
    json_t *tests = json_array();
    json_t *result = json_pack(
        "{s:s, s:s, s:i, s:i, s:o}", "schema", "classroom50/result/v1",
        "datetime", now, "score", field_whole(grade, "score"), "max-score",
        field_whole(grade, "max"), "tests", tests);
    for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
        const char *value = getenv(given[i].variable);
        if (value || !given[i].optional)
            json_object_set_new(result, given[i].key,
                                json_string(value ? value : ""));
    }
    json_array_foreach(json_object_get(grade, "checks"), index, check)
        json_array_append_new(
            tests, json_pack("{s:s, s:b, s:i, s:i}", "test-name",
                             field_text(check, "title"), "passed",
                             field_truth(check, "passed"), "score",
                             field_whole(check, "points"), "max-score",
                             field_whole(check, "max")));
    return print(out, result, JSON_INDENT(2));
}

/* One line, the last of standard output. */
int format_autolab(FILE *out, const json_t *grade)
{
    json_t *scores = json_object();
    const json_t *check;
    size_t index;
    json_array_foreach(json_object_get(grade, "checks"), index, check)
        json_object_set_new(scores, field_text(check, "id"),
                            json_integer(field_whole(check, "points")));
    return print(out,
                 json_pack("{s:o, s:[i]}", "scores", scores, "scoreboard",
                           field_whole(grade, "score")),
                 JSON_COMPACT);
}
