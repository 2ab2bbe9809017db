/* record.c -- is this a whole record (protocol.md)? */
#include "bench/conformance/record.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { TEXT, COUNT, NUMBER, TRUTH, OBJECT, LIST };

static const char *const kind_names[] = {
    [TEXT] = "a string",    [COUNT] = "a whole number of at least 0",
    [NUMBER] = "a number",  [TRUTH] = "true or false",
    [OBJECT] = "an object", [LIST] = "an array",
};

enum null {
    NEVER,     /* it must have a value */
    EXPLAINED, /* null, if `missing` says why */
    FREELY,    /* null means something by itself */
    OPTIONAL,  /* the same, and it may be left out */
};

/* What a record holds; a key with a point lies in an object, and is looked at
 * only when that is not null. */
static const struct field {
    const char *key;
    enum kind kind;
    enum null null;
} fields[] = {
    {"schema", TEXT, NEVER},
    {"model", TEXT, NEVER},
    {"workload", TEXT, NEVER},
    {"kind", TEXT, NEVER},
    {"plan", OBJECT, NEVER},
    {"plan.tasks", COUNT, NEVER},
    {"plan.size", COUNT, FREELY},
    {"plan.size_unit", TEXT, FREELY},
    {"plan.variant", TEXT, OPTIONAL},
    {"plan.width", COUNT, NEVER},
    {"plan.workers", COUNT, NEVER},
    {"plan.keep_going", TRUTH, NEVER},
    {"plan.rate_per_s", NUMBER, FREELY},
    {"plan.timeout_ns", COUNT, FREELY},
    {"plan.offload", TRUTH, NEVER},
    {"plan.ticker", TRUTH, NEVER},
    {"plan.meter", TRUTH, NEVER},
    {"ok", COUNT, NEVER},
    {"failed", COUNT, NEVER},
    {"canceled", COUNT, NEVER},
    {"right", TRUTH, EXPLAINED},
    {"answer", TEXT, NEVER},
    {"wall_ns", COUNT, NEVER},
    {"user_ns", COUNT, EXPLAINED},
    {"sys_ns", COUNT, EXPLAINED},
    {"cores_used", NUMBER, EXPLAINED},
    {"waited_ns", COUNT, EXPLAINED},
    {"overlap", NUMBER, EXPLAINED},
    {"peak_in_flight", COUNT, EXPLAINED},
    {"threads", COUNT, EXPLAINED},
    {"processes", COUNT, EXPLAINED},
    {"memory", OBJECT, EXPLAINED},
    {"memory.pss_bytes", COUNT, NEVER},
    {"memory.rss_bytes", COUNT, NEVER},
    {"memory.vsize_bytes", COUNT, NEVER},
    {"memory.total_bytes", COUNT, NEVER},
    {"memory.available_fall_bytes", COUNT, OPTIONAL},
    {"context_switches", OBJECT, EXPLAINED},
    {"context_switches.voluntary", COUNT, NEVER},
    {"context_switches.involuntary", COUNT, NEVER},
    {"latency_ns", OBJECT, EXPLAINED},
    {"latency_ns.p50", COUNT, NEVER},
    {"latency_ns.p90", COUNT, NEVER},
    {"latency_ns.p99", COUNT, NEVER},
    {"latency_ns.max", COUNT, NEVER},
    {"service_ns", OBJECT, EXPLAINED},
    {"service_ns.p50", COUNT, NEVER},
    {"service_ns.p90", COUNT, NEVER},
    {"service_ns.p99", COUNT, NEVER},
    {"service_ns.max", COUNT, NEVER},
    {"lateness_ns", OBJECT, EXPLAINED},
    {"findings", OBJECT, OPTIONAL},
    {"failures", LIST, NEVER},
    {"missing", OBJECT, NEVER},
    {"versions", OBJECT, NEVER},
};

static bool is_kind(const json_t *value, enum kind kind)
{
    switch (kind) {
    case TEXT:
        return json_is_string(value);
    case COUNT:
        return json_is_integer(value) && json_integer_value(value) >= 0;
    case NUMBER:
        return json_is_number(value);
    case TRUTH:
        return json_is_boolean(value);
    case OBJECT:
        return json_is_object(value);
    default:
        return json_is_array(value);
    }
}

/* The object that holds the field, and the last part of its key. */
static const json_t *holder(const json_t *record, const char **key)
{
    char outer[40];
    const char *point = strchr(*key, '.');
    if (!point)
        return record;
    snprintf(outer, sizeof outer, "%.*s", (int)(point - *key), *key);
    *key = point + 1;
    return json_object_get(record, outer);
}

static int refuse(char *why, size_t size, const char *key, const json_t *value,
                  const char *expected)
{
    char *found =
        value ? json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
    snprintf(why, size, "%s: found %.80s; expected %s", key,
             found ? found : "nothing", expected);
    free(found);
    return -EINVAL;
}

static int validate_field(const json_t *record, const struct field *field,
                          char *why, size_t size)
{
    const char *key = field->key;
    const json_t *in = holder(record, &key);
    const json_t *missing = json_object_get(record, "missing");
    const json_t *value = json_object_get(in, key);
    if (json_is_null(in)) /* which was allowed when we came by it */
        return 0;
    if (!value && field->null == OPTIONAL)
        return 0;
    if (json_is_null(value) && field->null >= FREELY)
        return 0;
    if (json_is_null(value) && field->null == EXPLAINED)
        return json_is_string(json_object_get(missing, key))
                   ? 0
                   : refuse(why, size, field->key, value,
                            "a reason for it in missing");
    if (is_kind(value, field->kind))
        return 0;
    return refuse(why, size, field->key, value, kind_names[field->kind]);
}

static bool is_one_of(const json_t *value, const char *const *words)
{
    for (; *words; words++)
        if (strcmp(json_string_value(value), *words) == 0)
            return true;
    return false;
}

static int validate_words(const json_t *record, char *why, size_t size)
{
    static const char *const schemas[] = {"overlap/record/1", NULL};
    static const char *const kinds[] = {"io", "cpu", "mixed", "safety", NULL};
    const json_t *schema = json_object_get(record, "schema");
    const json_t *kind = json_object_get(record, "kind");
    const json_t *answer = json_object_get(record, "answer");
    const char *digits = json_string_value(answer);
    if (!is_one_of(schema, schemas))
        return refuse(why, size, "schema", schema, "\"overlap/record/1\"");
    if (!is_one_of(kind, kinds))
        return refuse(why, size, "kind", kind, "io, cpu, mixed or safety");
    if (strlen(digits) != 16 || strspn(digits, "0123456789abcdef") != 16)
        return refuse(why, size, "answer", answer, "16 hexadecimal digits");
    return 0;
}

static int validate_findings(const json_t *record, char *why, size_t size)
{
    const char *name;
    json_t *value;
    json_object_foreach(
        json_object_get(record, "findings"), name,
        value) if (!json_is_number(value)) return refuse(why, size, "findings",
                                                         value,
                                                         "only numbers in it");
    return 0;
}

int record_validate(const json_t *record, char *why, size_t size)
{
    int err = 0;
    for (size_t i = 0; i < sizeof fields / sizeof *fields && err == 0; i++)
        err = validate_field(record, &fields[i], why, size);
    err = err ? err : validate_words(record, why, size);
    return err ? err : validate_findings(record, why, size);
}
