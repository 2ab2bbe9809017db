/* option_parse.c -- parses a command line by a table of options. */
#include "core/base/option_parse.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "core/base/option_value.h"
#include "core/base/text.h"

/* The state of the parser. */
struct reading {
    const struct option *rows;
    void *into;
    char **next, **end; /* the words after the current one */
    uint64_t given;
    char *why;
};

__attribute__((format(printf, 2, 3))) static int
refuse(const struct reading *reading, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(reading->why, WHY_MAX, format, args);
    va_end(args);
    text_sanitise(reading->why);
    return -EINVAL;
}

static bool is_end(const struct option *row)
{
    return !row->name && !row->help;
}

static bool has_value(const struct option *row)
{
    return row->kind != OPTION_FLAG && row->kind != OPTION_MODE;
}

/* Two modes of one member exclude each other. */
static int take_mode(const struct reading *reading, const struct option *row,
                     int *mode)
{
    for (int i = 0; !is_end(&reading->rows[i]); i++) {
        const struct option *other = &reading->rows[i];
        if (reading->given >> i & 1 && other->kind == OPTION_MODE &&
            other->into == row->into && other->at == row->at &&
            other->least != row->least)
            return refuse(reading,
                          "found --%s and --%s, expected one of the two",
                          other->name, row->name);
    }
    *mode = (int)row->least;
    return 0;
}

static int take(struct reading *reading, const struct option *row, char *value)
{
    void *into = row->into ? row->into : reading->into;
    void *at = (char *)into + row->at;
    char expected[OPTION_EXPECT_MAX];
    if (row->kind == OPTION_MODE)
        return take_mode(reading, row, at);
    if ((row->kind == OPTION_CALL || row->kind == OPTION_TEXT) && !*value)
        return refuse(reading, "--%s: found '', expected '--%s %s'", row->name,
                      row->name, row->value);
    if (row->kind == OPTION_CALL) {
        int err = row->take(into, value, reading->why);
        text_sanitise(reading->why);
        return err;
    }
    if (row->kind == OPTION_FLAG) {
        *(bool *)at = true;
        return 0;
    }
    if (option_take(row, value, at))
        return 0;
    option_expect(row, expected);
    return refuse(reading, "--%s: found '%s', expected %s", row->name, value,
                  expected);
}

/* Takes an option. Its value, if it needs one, is `value` or, if that is NULL,
 * the next word. */
static int take_option(struct reading *reading, const struct option *row,
                       char *value)
{
    bool taken = has_value(row) && !value;
    if (taken && reading->next == reading->end)
        return refuse(reading, "found '--%s' alone, expected '--%s %s'",
                      row->name, row->name, row->value);
    int err = take(reading, row, taken ? *reading->next++ : value);
    reading->given |= UINT64_C(1) << (row - reading->rows);
    return err;
}

static void refuse_name(const struct reading *reading, const char *name)
{
    const struct option *nearest = NULL;
    int least = TEXT_ALIKE;
    for (const struct option *row = reading->rows; !is_end(row); row++)
        if (row->name && text_is_nearer(name, row->name, &least))
            nearest = row;
    if (nearest)
        refuse(reading,
               "found '--%s', expected --%s or another option that --help "
               "lists",
               name, nearest->name);
    else
        refuse(reading, "found '--%s', expected an option that --help lists",
               name);
}

static void refuse_abbreviation(const struct reading *reading, const char *name)
{
    char names[OPTION_EXPECT_MAX] = "";
    for (const struct option *row = reading->rows; !is_end(row); row++)
        if (row->name && strncmp(row->name, name, strlen(name)) == 0)
            text_append(names, sizeof names, "%s--%s", *names ? ", " : "",
                        row->name);
    refuse(reading, "found '--%s', expected one of: %s", name, names);
}

/* The option of that name, or the only one whose name begins with it; or NULL,
 * and `why` is filled in. */
static const struct option *find(const struct reading *reading,
                                 const char *name)
{
    const struct option *found = NULL;
    size_t length = strlen(name);
    int count = 0;
    for (const struct option *row = reading->rows; !is_end(row); row++) {
        if (!row->name || strncmp(row->name, name, length) != 0)
            continue;
        if (row->name[length] == '\0')
            return row;
        found = row;
        count++;
    }
    if (count == 0)
        refuse_name(reading, name);
    else if (count > 1)
        refuse_abbreviation(reading, name);
    return count == 1 ? found : NULL;
}

static int read_long(struct reading *reading, char *word)
{
    char *name = word + 2, *value = strchr(name, '=');
    if (value)
        *value++ = '\0';
    const struct option *row = find(reading, name);
    if (!row)
        return -EINVAL;
    if (value && !has_value(row))
        return refuse(reading, "found '--%s=%s', expected '--%s' alone",
                      row->name, value, row->name);
    return take_option(reading, row, value);
}

/* Letters that take no value may share a dash. */
static int read_short(struct reading *reading, char *letters)
{
    for (int err; *letters; letters++) {
        const struct option *row = reading->rows;
        while (!is_end(row) && row->letter != *letters)
            row++;
        if (is_end(row))
            return refuse(reading,
                          "found '-%c', expected an option that --help lists",
                          *letters);
        bool with_value = has_value(row);
        err = take_option(reading, row,
                          with_value && letters[1] ? letters + 1 : NULL);
        if (err || with_value)
            return err;
    }
    return 0;
}

/* Whether the value of the option `word` is the next word. */
static bool takes_next(const struct reading *reading, const char *word)
{
    const struct option *row = NULL;
    if (word[1] == '-') {
        row = strchr(word, '=') ? NULL : find(reading, word + 2);
        return row && has_value(row);
    }
    while (*++word && !row) {
        row = reading->rows;
        while (!is_end(row) && row->letter != *word)
            row++;
        if (!has_value(row))
            row = NULL;
    }
    return row && !*word;
}

const char *option_first_word(const struct option *rows, int argc, char **argv)
{
    char why[WHY_MAX];
    struct reading reading = {.rows = rows, .why = why};
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--") == 0)
            return i + 1 < argc ? argv[i + 1] : NULL;
        if (argv[i][0] != '-' || !argv[i][1])
            return argv[i];
        i += takes_next(&reading, argv[i]);
    }
    return NULL;
}

int option_parse(const struct option *rows, void *into, int argc, char **argv,
                 uint64_t *given, char why[WHY_MAX])
{
    struct reading reading = {
        .rows = rows, .into = into, .next = argv + 1, .end = argv + argc};
    bool ended = false;
    int words = 0, err = 0;
    reading.why = why;
    while (!err && reading.next < reading.end) {
        char *word = *reading.next++;
        if (!*word)
            err = refuse(&reading, "found an empty word, expected none");
        else if (ended || word[0] != '-' || word[1] == '\0')
            argv[++words] = word;
        else if (strcmp(word, "--") == 0)
            ended = true;
        else if (word[1] == '-')
            err = read_long(&reading, word);
        else
            err = read_short(&reading, word + 1);
    }
    *given = reading.given;
    if (err)
        return err;
    argv[words + 1] = NULL;
    return words;
}

const struct option *option_unfit(const struct option *rows, uint64_t given,
                                  unsigned have)
{
    for (const struct option *row = rows; !is_end(row); row++)
        if (given >> (row - rows) & 1 && (row->only & ~have))
            return row;
    return NULL;
}
