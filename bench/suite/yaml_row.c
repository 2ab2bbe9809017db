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

/* Digits as everyone reads them: 010 is eight to some, and ten to others. */
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

/* How many letters apart two keys are: each that is added, left out or put in
 * the place of another. */
static size_t key_distance(const char *a, const char *b)
{
    size_t line[YAML_KEY_MAX + 1], length = strlen(b);
    for (size_t j = 0; j <= length; j++)
        line[j] = j;
    for (size_t i = 0; a[i]; i++) {
        size_t diagonal = line[0]++;
        for (size_t j = 0; j < length; j++) {
            size_t changed = diagonal + (a[i] != b[j]);
            size_t least =
                line[j] < line[j + 1] ? line[j] + 1 : line[j + 1] + 1;
            diagonal = line[j + 1];
            line[j + 1] = changed < least ? changed : least;
        }
    }
    return line[length];
}

const char *yaml_nearest(const struct yaml_row *rows, const char *key)
{
    size_t nearest = strlen(key) < 3 ? strlen(key) : 3;
    const char *found = NULL;
    for (; rows->key; rows++) {
        size_t distance = key_distance(rows->key, key);
        if (distance < nearest)
            found = rows->key;
        nearest = distance < nearest ? distance : nearest;
    }
    return found;
}
