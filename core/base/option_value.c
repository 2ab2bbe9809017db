/* option_value.c -- parses one value, by the kind of its option. */
#include "core/base/option_value.h"

#include <inttypes.h>
#include <limits.h>
#include <string.h>

#include "core/base/text.h"
#include "core/base/units.h"

static void expect_number(const struct option *row,
                          char text[OPTION_EXPECT_MAX])
{
    text_append(text, OPTION_EXPECT_MAX, "a whole number ");
    if (row->most)
        text_append(text, OPTION_EXPECT_MAX, "from %" PRId64 " to %" PRId64,
                    row->least, row->most);
    else
        text_append(text, OPTION_EXPECT_MAX, "of at least %" PRId64,
                    row->least);
}

static void expect_duration(const struct option *row,
                            char text[OPTION_EXPECT_MAX])
{
    char most[UNITS_TEXT_MAX];
    text_append(text, OPTION_EXPECT_MAX, "a duration such as 500ms or 2s");
    if (row->least > 0)
        text_append(text, OPTION_EXPECT_MAX, ", above 0");
    if (row->most)
        text_append(text, OPTION_EXPECT_MAX, ", up to %s",
                    units_format_ns((double)row->most, most));
}

static void expect_word(const struct option *row, char text[OPTION_EXPECT_MAX])
{
    text_append(text, OPTION_EXPECT_MAX, "one of: ");
    for (int i = 0; row->words[i]; i++)
        text_append(text, OPTION_EXPECT_MAX, "%s%s", i ? ", " : "",
                    row->words[i]);
}

void option_expect(const struct option *row, char text[OPTION_EXPECT_MAX])
{
    text[0] = '\0';
    switch (row->kind) {
    case OPTION_COUNT:
    case OPTION_NUMBER:
        expect_number(row, text);
        break;
    case OPTION_DURATION:
        expect_duration(row, text);
        break;
    case OPTION_CHOICE:
        expect_word(row, text);
        break;
    case OPTION_SIZE:
        text_append(text, OPTION_EXPECT_MAX, "a size such as 4096 or 64KiB");
        break;
    case OPTION_RATE:
        text_append(text, OPTION_EXPECT_MAX, "a number per second, above 0");
        break;
    default: /* any value is valid */
        break;
    }
}

static bool within(const struct option *row, int64_t value)
{
    return value >= row->least && (!row->most || value <= row->most);
}

/* Each returns whether the value is valid. */

static bool take_count(const struct option *row, const char *value, int *count)
{
    int64_t whole;
    if (units_parse_count(value, &whole) || !within(row, whole) ||
        whole > INT_MAX)
        return false;
    *count = (int)whole;
    return true;
}

static bool take_number(const struct option *row, const char *value,
                        uint64_t *number)
{
    int64_t whole;
    if (units_parse_count(value, &whole) || !within(row, whole))
        return false;
    *number = (uint64_t)whole;
    return true;
}

static bool take_size(const struct option *row, const char *value,
                      int64_t *bytes)
{
    return !units_parse_bytes(value, bytes) && within(row, *bytes);
}

static bool take_duration(const struct option *row, const char *value,
                          uint64_t *ns)
{
    return !units_parse_duration_ns(value, ns) && within(row, (int64_t)*ns);
}

static bool take_rate(const struct option *row, const char *value,
                      double *per_s)
{
    return !units_parse_rate(value, per_s) && *per_s > 0 &&
           (!row->most || *per_s <= (double)row->most);
}

static bool take_choice(const struct option *row, const char *value,
                        const char **choice)
{
    for (int i = 0; row->words[i]; i++)
        if (strcmp(row->words[i], value) == 0) {
            *choice = row->words[i];
            return true;
        }
    return false;
}

bool option_take(const struct option *row, const char *value, void *at)
{
    switch (row->kind) {
    case OPTION_TEXT:
        *(const char **)at = value;
        return true;
    case OPTION_CHOICE:
        return take_choice(row, value, at);
    case OPTION_COUNT:
        return take_count(row, value, at);
    case OPTION_NUMBER:
        return take_number(row, value, at);
    case OPTION_SIZE:
        return take_size(row, value, at);
    case OPTION_DURATION:
        return take_duration(row, value, at);
    case OPTION_RATE:
        return take_rate(row, value, at);
    default:
        return false;
    }
}
