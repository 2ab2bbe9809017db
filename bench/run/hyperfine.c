/* hyperfine.c -- what hyperfine measured of one run, from the JSON it wrote.
 *
 * hyperfine 1 writes lists and means over the runs; with one run, these are its
 * own. Since 2.0 each run is an object, each figure has a unit, and the file
 * has schema_version 2. */
#include "bench/run/hyperfine.h"

#include <errno.h>
#include <jansson.h>
#include <stdbool.h>

#include "bench/suite/schedule.h"

static int read_old(json_t *json, struct hyperfine_run *run)
{
    return json_unpack(json, "{s:[{s:[F], s:F, s:F, s:[i]}]}", "results",
                       "times", &run->time_s, "user", &run->user_s, "system",
                       &run->sys_s, "exit_codes", &run->exit_code);
}

static int read_seconds(json_t *measurement, const char *key, double *value)
{
    json_t *figure = json_object_get(measurement, key);
    json_t *unit = json_object_get(figure, "unit");
    json_t *second = json_string("second");
    bool known = json_equal(unit, second);
    json_decref(second);
    return known ? json_unpack(figure, "{s:F}", "value", value) : -1;
}

static int read_new(json_t *json, struct hyperfine_run *run)
{
    json_t *measurement;
    if (json_unpack(json, "{s:[{s:[o]}]}", "results", "measurements",
                    &measurement))
        return -1;
    if (read_seconds(measurement, "time_wall_clock", &run->time_s) ||
        read_seconds(measurement, "time_user", &run->user_s) ||
        read_seconds(measurement, "time_system", &run->sys_s))
        return -1;
    return json_unpack(measurement, "{s:i}", "exit_code", &run->exit_code);
}

int hyperfine_read(const char *path, struct hyperfine_run *run)
{
    char why[WHY_MAX];
    json_t *json;
    if (json_read(&json, path, why) < 0)
        return -EPROTO;
    json_t *version = json_object_get(json, "schema_version");
    int bad = version ? json_integer_value(version) != 2 || read_new(json, run)
                      : read_old(json, run);
    json_decref(json);
    return bad ? -EPROTO : 0;
}
