/* yaml_row.c -- a row of a table: what it takes, and what it asks for. */
#include "bench/suite/yaml_row.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"

const struct yaml_row yaml_texts[] = {{.kind = YAML_TEXT, .empty = true}};
const struct yaml_word yaml_truths[] = {{"true", true}, {"false", false}, {0}};

/* Digits that everyone reads alike: 010 is eight to some and ten to others. */
static bool is_decimal(const char *text)
{
    const char *digits = text + (*text == '-');
    size_t length = strspn(digits, "0123456789");
    return length > 0 && digits[length] == '\0' &&
           (*digits != '0' || length == 1);
}

int yaml_whole(const struct yaml_row *row, const char *text, int *value)
{
    long number = strtol(text, NULL, 10);
    *value = (int)number;
    return is_decimal(text) && number >= row->least && number <= row->most
               ? 0
               : -EINVAL;
}

int yaml_number(const char *text, double *value)
{
    char *end;
    *value = strtod(text, &end);
    bool decimal = strspn(text, "0123456789.eE+-") == strlen(text) &&
                   (*text != '0' || !strspn(text + 1, "0123456789"));
    return decimal && end != text && !*end && *value > 0 && isfinite(*value)
               ? 0
               : -EINVAL;
}

int yaml_word(const struct yaml_word *words, const char *text, unsigned *value)
{
    while (words->text && strcmp(words->text, text) != 0)
        words++;
    *value = words->value;
    return words->text ? 0 : -EINVAL;
}

static void whole_expected(const struct yaml_row *row, const char *text,
                           char words[YAML_WORDS_MAX])
{
    const char *digits = text + strspn(text, "+-");
    bool above = is_decimal(text) && strtol(text, NULL, 10) > row->most;
    if (row->expected && !above)
        snprintf(words, YAML_WORDS_MAX, "%s", row->expected);
    else
        snprintf(words, YAML_WORDS_MAX, "a whole number from %d to %d",
                 row->least, row->most);
    if (!is_decimal(text) && strspn(digits, "0123456789") &&
        (*text == '+' || *digits == '0' || strchr(digits, '_')))
        text_append(words, YAML_WORDS_MAX,
                    ", in decimal digits that do not begin with 0");
}

const char *yaml_expected(const struct yaml_row *row, const char *text,
                          char words[YAML_WORDS_MAX])
{
    const struct yaml_word *word =
        row->kind == YAML_TRUTH ? yaml_truths : row->words;
    const char *before = "";
    *words = '\0';
    if (row->kind == YAML_WHOLE)
        whole_expected(row, text, words);
    else if (row->expected || row->kind == YAML_TEXT)
        return row->expected ? row->expected : "some text";
    else if (row->kind == YAML_NUMBER)
        return "a number above 0";
    else if (row->kind == YAML_LIST)
        snprintf(words, YAML_WORDS_MAX, "a list of %d to %d entries",
                 row->least, row->most);
    else if (row->kind == YAML_MAP)
        for (const struct yaml_row *of = row->of; of->key; of++, before = ", ")
            text_append(words, YAML_WORDS_MAX, "%s%s", before, of->key);
    else if (row->kind == YAML_FLAGS)
        before = "a list of ";
    for (; word && word->text; word++, before = ", ")
        text_append(words, YAML_WORDS_MAX, "%s%s", before, word->text);
    return words;
}

const char *yaml_nearest(const struct yaml_row *rows, const char *key)
{
    const char *nearest = NULL;
    int least = TEXT_ALIKE;
    for (; rows->key; rows++)
        if (text_is_nearer(key, rows->key, &least))
            nearest = rows->key;
    return nearest;
}
