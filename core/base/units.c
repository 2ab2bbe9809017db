/* units.c -- numbers with units, as people write them. */
#include "core/base/units.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct unit {
    const char *name;
    double factor;
};

static const struct unit count_units[] = {
    {"", 1}, {"k", 1e3}, {"M", 1e6}, {"G", 1e9}, {NULL, 0},
};

static const struct unit byte_units[] = {
    {"", 1},     {"B", 1},       {"k", 1e3},          {"kB", 1e3},
    {"MB", 1e6}, {"GB", 1e9},    {"KiB", 1024},       {"MiB", 1048576},
    {"K", 1024}, {"M", 1048576}, {"GiB", 1073741824}, {NULL, 0},
};

static const struct unit duration_units[] = {
    {"", 1e6},   {"ns", 1},  {"us", 1e3},   {"µs", 1e3},
    {"ms", 1e6}, {"s", 1e9}, {"min", 6e10}, {NULL, 0},
};

/* Digits with at most one point, then a unit: no sign, exponent, "inf" or
 * hexadecimal, all of which strtod() would accept. */
static int parse(const char *text, const struct unit *units, double *value)
{
    size_t digits = strspn(text, "0123456789");
    size_t length = digits;
    if (text[length] == '.')
        length += 1 + strspn(text + length + 1, "0123456789");
    if (!isdigit((unsigned char)text[0]) || text[length - 1] == '.')
        return -EINVAL;
    for (const struct unit *unit = units; unit->name; unit++)
        if (strcmp(text + length, unit->name) == 0) {
            *value = strtod(text, NULL) * unit->factor;
            return isfinite(*value) ? 0 : -ERANGE;
        }
    return -EINVAL;
}

static int parse_whole(const char *text, const struct unit *units,
                       int64_t *whole)
{
    double value;
    int err = parse(text, units, &value);
    if (err)
        return err;
    if (value > 9e15) /* larger doubles skip whole numbers */
        return -ERANGE;
    if (value != floor(value))
        return -EINVAL;
    *whole = (int64_t)value;
    return 0;
}

int units_parse_count(const char *text, int64_t *count)
{
    return parse_whole(text, count_units, count);
}

int units_parse_rate(const char *text, double *per_s)
{
    return parse(text, count_units, per_s);
}

int units_parse_bytes(const char *text, int64_t *bytes)
{
    return parse_whole(text, byte_units, bytes);
}

int units_parse_duration_ns(const char *text, uint64_t *ns)
{
    double value;
    int err = parse(text, duration_units, &value);
    if (err)
        return err;
    if (value > 9e17) /* 28 years: deadlines must not overflow */
        return -ERANGE;
    *ns = (uint64_t)llround(value);
    return 0;
}

static char *format(double value, const struct unit *units,
                    char text[UNITS_TEXT_MAX])
{
    const struct unit *unit = units;
    while (unit[1].name && value >= unit[1].factor)
        unit++;
    double scaled = value / unit->factor;
    int decimals = unit == units || scaled >= 100 ? 0 : scaled >= 10 ? 1 : 2;
    snprintf(text, UNITS_TEXT_MAX, "%.*f %s", decimals, scaled, unit->name);
    return text;
}

char *units_format_ns(double ns, char text[UNITS_TEXT_MAX])
{
    static const struct unit steps[] = {
        {"ns", 1}, {"µs", 1e3}, {"ms", 1e6}, {"s", 1e9}, {NULL, 0}};
    return format(ns, steps, text);
}

char *units_format_bytes(double bytes, char text[UNITS_TEXT_MAX])
{
    static const struct unit steps[] = {{"B", 1},
                                        {"KiB", 1024},
                                        {"MiB", 1048576},
                                        {"GiB", 1073741824},
                                        {NULL, 0}};
    return format(bytes, steps, text);
}
