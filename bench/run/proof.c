/* proof.c -- does a record prove the run that was asked for? */
#include "bench/run/proof.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/text.h"
#include "core/base/units.h"

#define ROUNDING 1e-6 /* of what is no whole number */
#define CLOCKS   1e-3 /* two clocks may differ by that share */

/* An option, and the field of the plan that repeats it. */
struct repeated {
    const char *option, *field;
    enum { COUNT, RATE, TIME, SIZE, FLAG, WORD } kind;
    enum {
        NOTHING,
        USUAL
    } without; /* the option: 0, false or null, or what is
                                        usual for the workload */
};

static const struct repeated repeated[] = {
    {"--tasks", "tasks", COUNT, USUAL},
    {"--size", "size", SIZE, USUAL},
    {"--variant", "variant", WORD, USUAL},
    {"--width", "width", COUNT, USUAL},
    {"--cpu-share", "cpu_share", COUNT, USUAL},
    {"--keep-going", "keep_going", FLAG, NOTHING},
    {"--rate", "rate_per_s", RATE, NOTHING},
    {"--timeout", "timeout_ns", TIME, NOTHING},
    {"--connections", "connections", COUNT, NOTHING},
    {"--delay", "delay_ns", TIME, NOTHING},
    {"--per-host", "per_host", COUNT, NOTHING},
    {"--retries", "retries", COUNT, NOTHING},
    {"--pause", "pause_ns", TIME, NOTHING},
    {"--fresh", "fresh", FLAG, NOTHING},
    {"--offload", "offload", FLAG, NOTHING},
    {"--files", "files", WORD, USUAL},
    {"--ticker", "ticker", FLAG, NOTHING},
    {"--meter", "meter", FLAG, NOTHING},
    {0},
};

__attribute__((format(printf, 2, 3))) static int refuse(char *why,
                                                        const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(why, WHY_MAX, format, args);
    va_end(args);
    text_sanitise(why);
    return -EINVAL;
}

/* A size counts what the record says that it counts. NAN: it is no number of
 * that kind, which a program may take all the same. */
static double size_of(const char *text, const char *unit)
{
    int64_t whole = 0;
    uint64_t ns = 0;
    int err;
    if (unit && strcmp(unit, "ms") == 0)
        err = units_parse_duration_ns(text, &ns);
    else if (unit && strcmp(unit, "bytes") == 0)
        err = units_parse_bytes(text, &whole);
    else
        err = units_parse_count(text, &whole);
    return err ? NAN : ns ? (double)ns / 1e6 : (double)whole;
}

static double number_of(const struct repeated *row, const char *text,
                        const json_t *plan)
{
    int64_t whole;
    uint64_t ns;
    double rate;
    switch (row->kind) {
    case SIZE:
        return size_of(text,
                       json_string_value(json_object_get(plan, "size_unit")));
    case RATE:
        return units_parse_rate(text, &rate) ? NAN : rate;
    case TIME:
        return units_parse_duration_ns(text, &ns) ? NAN : (double)ns;
    default:
        return units_parse_count(text, &whole) ? NAN : (double)whole;
    }
}

static bool repeats(const struct repeated *row, const char *asked,
                    const json_t *plan)
{
    const json_t *value = json_object_get(plan, row->field);
    const char *word = json_string_value(value);
    double number = json_number_value(value); /* 0 if it is null */
    if (!asked)
        return row->without == USUAL || (number == 0 && !json_is_true(value));
    if (row->kind == FLAG)
        return json_is_true(value);
    if (row->kind == WORD)
        return word && strcmp(word, asked) == 0;
    double wanted = number_of(row, asked, plan);
    double rounding = row->kind == RATE || row->kind == TIME ? ROUNDING : 0;
    return isnan(wanted) ||
           (json_is_number(value) &&
            fabs(number - wanted) <= rounding * wanted) ||
           (wanted == 0 && !json_is_number(value));
}

static int check_plan(const json_t *record, const struct command *command,
                      char *why)
{
    const json_t *plan = json_object_get(record, "plan");
    for (const struct repeated *row = repeated; row->option; row++) {
        const char *asked = command_value(command, row->option);
        if (repeats(row, asked, plan))
            continue;
        const json_t *value = json_object_get(plan, row->field);
        char *found = value ? json_dumps(value, JSON_ENCODE_ANY) : NULL;
        int err =
            refuse(why, "plan.%s: found %.80s; expected that of %s%s %.80s",
                   row->field, found ? found : "nothing",
                   asked ? "" : "a run without ", row->option,
                   asked && row->kind != FLAG ? asked : "");
        free(found);
        return err;
    }
    return 0;
}

static int check_name(const json_t *record, const char *key, const char *asked,
                      char *why)
{
    const char *found = json_string_value(json_object_get(record, key));
    return asked && strcmp(found, asked) != 0
               ? refuse(why, "%s: found \"%.80s\"; expected \"%.80s\"", key,
                        found, asked)
               : 0;
}

/* A workload from a library is named after its file. */
static int check_workload(const json_t *record, const char *asked, char *why)
{
    const char *slash = asked ? strrchr(asked, '/') : NULL;
    const char *name = slash ? slash + 1 : asked;
    char own[256];
    size_t length = name ? strlen(name) : 0;
    if (length > 3 && strcmp(name + length - 3, ".so") == 0) {
        snprintf(own, sizeof own, "%.*s", (int)length - 3, name);
        name = own;
    }
    return check_name(record, "workload", name, why);
}

static long long count_of(const json_t *record, const char *key)
{
    return json_integer_value(json_object_get(record, key));
}

/* Exit status 0 says that all tasks succeeded and that their answers are not
 * wrong; any other says that something failed. */
static int check_status(const json_t *record, int exit_code, char *why)
{
    long long failed = count_of(record, "failed"),
              canceled = count_of(record, "canceled");
    bool wrong = json_is_false(json_object_get(record, "right"));
    bool well = failed + canceled == 0 && !wrong;
    if (well == (exit_code == 0))
        return 0;
    if (well)
        return refuse(why,
                      "found that all tasks succeeded, beside exit status %d; "
                      "expected 0",
                      exit_code);
    return refuse(why,
                  "found %lld tasks failed, %lld canceled and %s answers, "
                  "beside exit status 0; expected 1",
                  failed, canceled, wrong ? "wrong" : "no wrong");
}

/* A run is a part of its process's life. */
static int check_time(const json_t *record, double time_s, char *why)
{
    double wall_s = (double)count_of(record, "wall_ns") / 1e9;
    return wall_s <= time_s * (1 + CLOCKS)
               ? 0
               : refuse(why,
                        "wall_ns: found %.6g s; expected at most the %.6g s "
                        "that its process took",
                        wall_s, time_s);
}

int proof_check(const json_t *record, const struct proof_run *run,
                char why[WHY_MAX])
{
    int err = check_workload(record, run->workload, why);
    if (err == 0)
        err = check_name(record, "model", run->model, why);
    if (err == 0)
        err = check_plan(record, run->command, why);
    if (err == 0)
        err = check_status(record, run->exit_code, why);
    return err ? err : check_time(record, run->time_s, why);
}
