/* table.c -- prints the table of a record in docs/protocol.md. */
#include <stdio.h>
#include <string.h>

#include "core/base/output.h"
#include "core/record/fields.h"

static void print_words(const char *words)
{
    while (*words) {
        size_t length = strcspn(words, "|");
        const char *next = words + length + (words[length] == '|');
        printf("`%.*s`", (int)length, words);
        if (*next)
            fputs(strchr(next, '|') ? ", " : " or ", stdout);
        words = next;
    }
}

static void print_value(const struct field *field)
{
    static const char *const kinds[] = {
        [FIELD_TEXT] = "string",
        [FIELD_DIGITS] = "string of 16 hexadecimal digits",
        [FIELD_COUNT] = "whole number",
        [FIELD_NUMBER] = "number",
        [FIELD_TRUTH] = "`true` or `false`",
        [FIELD_OBJECT] = "object",
        [FIELD_LIST] = "array",
    };
    if (field->words)
        print_words(field->words);
    else
        fputs(kinds[field->kind], stdout);
    if (field->unit)
        printf(", %s", field->unit);
    if (field->positive)
        fputs(", above 0", stdout);
    if (field->most > 0)
        printf(", at most %g", field->most);
    if (field->at_most)
        printf(", at most `%s`", field->at_most);
}

int main(void)
{
    static const char *const nulls[] = {
        [FIELD_NEVER] = "",
        [FIELD_EXPLAINED] = "explained",
        [FIELD_FREELY] = "yes",
        [FIELD_OPTIONAL] = "yes, or left out",
    };
    puts("| key | value | null | meaning | in results.csv |\n"
         "|---|---|---|---|---|");
    for (const struct field *field = fields; field->path; field++) {
        printf("| `%s` | ", field->path);
        print_value(field);
        printf(" | %s | %s | ", nulls[field->null], field->meaning);
        printf(field->column ? "`%s` |\n" : "%s|\n",
               field->column ? field->column : "");
    }
    return output_end("record-table", 0);
}
