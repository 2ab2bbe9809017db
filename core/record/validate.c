/* validate.c -- is this a valid record? */
#include "core/record/validate.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/record/fields.h"

#define PATH_BYTES 80
#define ROUNDING   0.01 /* allowed in derived figures */

/* One row, applied to one record. */
struct validation {
    const json_t *record;
    const struct field *field;
    char *why;
};

static int refuse(char *why, const char *path, const json_t *value,
                  const char *expected)
{
    char *found =
        value ? json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
    snprintf(why, WHY_MAX, "%s: found %.80s; expected %s", path,
             found ? found : "nothing", expected);
    text_sanitise(why);
    free(found);
    return -EINVAL;
}

/* The value at a path without a "*", or NULL. */
static const json_t *value_at(const json_t *record, const char *path)
{
    char key[PATH_BYTES];
    while (record && *path) {
        size_t length = strcspn(path, ".");
        snprintf(key, sizeof key, "%.*s", (int)length, path);
        record = json_object_get(record, key);
        path += length + (path[length] == '.');
    }
    return record;
}

static bool is_word(const char *text, const char *words)
{
    size_t length = strlen(text);
    for (const char *at = words; at; at = strchr(at, '|')) {
        at += *at == '|';
        if (strcspn(at, "|") == length && strncmp(at, text, length) == 0)
            return true;
    }
    return false;
}

static bool is_kind(const json_t *value, enum field_kind kind)
{
    const char *text = json_string_value(value);
    switch (kind) {
    case FIELD_TEXT:
        return json_is_string(value);
    case FIELD_DIGITS:
        return text && strlen(text) == 16 &&
               strspn(text, "0123456789abcdef") == 16;
    case FIELD_COUNT:
        return json_is_integer(value) && json_integer_value(value) >= 0;
    case FIELD_NUMBER:
        return json_is_number(value) && isfinite(json_number_value(value));
    case FIELD_TRUTH:
        return json_is_boolean(value);
    case FIELD_OBJECT:
        return json_is_object(value);
    default:
        return json_is_array(value);
    }
}

static int check_kind(const struct validation *of, const char *path,
                      const json_t *value)
{
    static const char *const kinds[] = {
        [FIELD_TEXT] = "a string",
        [FIELD_DIGITS] = "16 hexadecimal digits",
        [FIELD_COUNT] = "a whole number of at least 0",
        [FIELD_NUMBER] = "a number",
        [FIELD_TRUTH] = "true or false",
        [FIELD_OBJECT] = "an object",
        [FIELD_LIST] = "an array",
    };
    char expected[80];
    const char *words = of->field->words;
    if (!is_kind(value, of->field->kind))
        return refuse(of->why, path, value, kinds[of->field->kind]);
    if (!words || is_word(json_string_value(value), words))
        return 0;
    snprintf(expected, sizeof expected,
             strchr(words, '|') ? "one of %s" : "\"%s\"", words);
    return refuse(of->why, path, value, expected);
}

static int check_limits(const struct validation *of, const char *path,
                        const json_t *value)
{
    const struct field *field = of->field;
    char expected[160];
    double number = json_number_value(value);
    const json_t *limit =
        field->at_most ? value_at(of->record, field->at_most) : NULL;
    if (!json_is_number(value))
        return 0;
    if (field->positive && number <= 0)
        return refuse(of->why, path, value, "more than 0");
    if (field->most > 0 && number > field->most) {
        snprintf(expected, sizeof expected, "at most %g", field->most);
        return refuse(of->why, path, value, expected);
    }
    if (json_is_number(limit) && number > json_number_value(limit)) {
        snprintf(expected, sizeof expected, "at most that of %s, %.0f",
                 field->at_most, json_number_value(limit));
        return refuse(of->why, path, value, expected);
    }
    return 0;
}

static int check_value(const struct validation *of, const char *path,
                       const json_t *value)
{
    const json_t *missing = json_object_get(of->record, "missing");
    enum field_null null = of->field->null;
    if (!value && null == FIELD_OPTIONAL)
        return 0;
    if (json_is_null(value) && null >= FIELD_FREELY)
        return 0;
    if (json_is_null(value) && null == FIELD_EXPLAINED)
        return json_is_string(json_object_get(missing, path))
                   ? 0
                   : refuse(of->why, path, value, "a reason for it in missing");
    int err = check_kind(of, path, value);
    return err ? err : check_limits(of, path, value);
}

static int check_below(const struct validation *of, const json_t *in,
                       const char *begun, const char *rest);

static int check_each(const struct validation *of, json_t *in,
                      const char *begun, const char *rest)
{
    char path[2 * PATH_BYTES];
    const char *name;
    json_t *value;
    size_t index;
    int err = 0;
    json_object_foreach(in, name, value)
    {
        snprintf(path, sizeof path, "%s%s", begun, name);
        if ((err = check_below(of, value, path, rest)))
            return err;
    }
    json_array_foreach(in, index, value)
    {
        snprintf(path, sizeof path, "%s%zu", begun, index);
        if ((err = check_below(of, value, path, rest)))
            return err;
    }
    return 0;
}

/* Follows the row's path on from the value `in`, which is at the path `begun`;
 * `rest` is still to go. Whether a parent may be null or absent was decided by
 * the parent's own row. */
static int check_below(const struct validation *of, const json_t *in,
                       const char *begun, const char *rest)
{
    char path[PATH_BYTES], key[PATH_BYTES];
    if (!*rest)
        return check_value(of, begun, in);
    if (!in || json_is_null(in))
        return 0;
    size_t length = strcspn(rest, ".");
    snprintf(key, sizeof key, "%.*s", (int)length, rest);
    snprintf(path, sizeof path, "%s%s", begun, *begun ? "." : "");
    rest += length + (rest[length] == '.');
    if (strcmp(key, "*") == 0)
        return check_each(of, (json_t *)in, path, rest);
    snprintf(path + strlen(path), sizeof path - strlen(path), "%s", key);
    return check_below(of, json_object_get(in, key), path, rest);
}

static double number_at(const json_t *record, const char *path)
{
    const json_t *value = value_at(record, path);
    return json_is_number(value) ? json_number_value(value) : NAN;
}

/* Compares a figure with the one that follows from others; any may be null,
 * and then there is nothing to compare. */
static int check_derived(const json_t *record, const char *path, double derived,
                         const char *from, char *why)
{
    char expected[80];
    double found = number_at(record, path);
    if (isnan(derived) || isnan(found) ||
        fabs(found - derived) <= ROUNDING * fmax(1, derived))
        return 0;
    snprintf(expected, sizeof expected, "%.4g, which is %s", derived, from);
    return refuse(why, path, json_object_get(record, path), expected);
}

static int check_figures(const json_t *record, char *why)
{
    double wall = number_at(record, "wall_ns");
    double cpu = number_at(record, "user_ns") + number_at(record, "sys_ns");
    double waited = number_at(record, "waited_ns");
    int err = check_derived(record, "cores_used", cpu / wall,
                            "(user + sys) / wall", why);
    if (err == 0 && waited > 0)
        err = check_derived(record, "overlap", fmax(0, 1 - wall / waited),
                            "max(0, 1 - wall / waited)", why);
    return err;
}

/* Failures are listed in task order, each once. */
static int check_order(const json_t *failures, double tasks, char *why)
{
    size_t i;
    json_t *failure;
    json_int_t before = -1;
    json_array_foreach(failures, i, failure)
    {
        const json_t *index = json_object_get(failure, "index");
        if (json_integer_value(index) <= before ||
            json_number_value(index) >= tasks)
            return refuse(why, "failures", index,
                          "the indices of tasks, in their order");
        before = json_integer_value(index);
    }
    return 0;
}

static int check_tasks(const json_t *record, char *why)
{
    double tasks = number_at(record, "plan.tasks");
    double ok = number_at(record, "ok"), failed = number_at(record, "failed"),
           canceled = number_at(record, "canceled");
    const json_t *failures = json_object_get(record, "failures");
    size_t told =
        failed < FIELDS_FAILURES_MAX ? (size_t)failed : FIELDS_FAILURES_MAX;
    if (ok + failed + canceled != tasks) {
        snprintf(why, WHY_MAX,
                 "found %.0f ok, %.0f failed and %.0f canceled; expected %.0f "
                 "together",
                 ok, failed, canceled, tasks);
        return -EINVAL;
    }
    if (json_array_size(failures) == told)
        return check_order(failures, tasks, why);
    snprintf(why, WHY_MAX,
             "failures: found %zu where %.0f tasks failed; expected %zu",
             json_array_size(failures), failed, told);
    return -EINVAL;
}

int validate_record(const json_t *record, char why[WHY_MAX])
{
    int err = json_is_object(record)
                  ? 0
                  : refuse(why, "record", record, "a JSON object");
    for (const struct field *field = fields; field->path && err == 0; field++) {
        const struct validation of = {record, field, why};
        err = check_below(&of, record, "", field->path);
    }
    if (err == 0)
        err = check_tasks(record, why);
    return err ? err : check_figures(record, why);
}

int validate_line(const char *line, json_t **record, char why[WHY_MAX])
{
    json_error_t error;
    *record = json_loads(line, JSON_REJECT_DUPLICATES, &error);
    if (*record)
        return validate_record(*record, why);
    snprintf(why, WHY_MAX, "found no JSON (%.150s); expected a record",
             error.text);
    text_sanitise(why);
    return -EINVAL;
}
