/* option_help.c -- prints a table of options for people. */
#include "core/base/option_help.h"

#include <stdbool.h>
#include <string.h>

#include "core/base/text.h"

#define COLUMNS    79
#define LABEL_MAX  60
#define LABEL_WIDE 24 /* a wider label gets a line of its own */

/* "-o, --output FILE" */
static int label(const struct option *row, char text[LABEL_MAX])
{
    text[0] = '\0';
    if (row->letter)
        text_append(text, LABEL_MAX, "-%c, ", row->letter);
    text_append(text, LABEL_MAX, "--%s%s%s", row->name, row->value ? " " : "",
                row->value ? row->value : "");
    return (int)strlen(text);
}

static bool is_shown(const struct option *row, unsigned have)
{
    return (row->only & ~have) == 0;
}

static int label_columns(const struct option *rows, unsigned have)
{
    char text[LABEL_MAX];
    int widest = 0;
    for (const struct option *row = rows; row->name || row->help; row++) {
        int width = row->name && is_shown(row, have) ? label(row, text) : 0;
        if (width > widest && width <= LABEL_WIDE)
            widest = width;
    }
    return widest;
}

/* In columns: one for each UTF-8 character. */
static int width_of(const char *word, size_t bytes)
{
    int width = 0;
    for (size_t i = 0; i < bytes; i++)
        width += ((unsigned char)word[i] & 0xC0) != 0x80;
    return width;
}

/* Wraps the text at spaces; the first line is already at `indent`. */
static void put_wrapped(FILE *out, const char *text, int indent)
{
    int at = indent;
    while (*text) {
        size_t bytes = strcspn(text, " ");
        int width = width_of(text, bytes);
        if (at > indent && at + 1 + width > COLUMNS) {
            fprintf(out, "\n%*s", indent, "");
            at = indent;
        } else if (at > indent) {
            fputc(' ', out);
            at++;
        }
        fwrite(text, 1, bytes, out);
        at += width;
        text += bytes + (text[bytes] == ' ');
    }
    fputc('\n', out);
}

static void put_row(FILE *out, const struct option *row, int columns,
                    option_note *note, const void *arg)
{
    char name[LABEL_MAX], applies[OPTION_NOTE_MAX] = "", text[1000] = "";
    int width = label(row, name);
    if (note)
        note(row, arg, applies);
    text_append(text, sizeof text, "%s", row->help);
    if (*applies)
        text_append(text, sizeof text, " (%s)", applies);
    fprintf(out, "  %-*s", columns, name);
    if (width > columns)
        fprintf(out, "\n  %*s", columns, "");
    fputs("  ", out);
    put_wrapped(out, text, columns + 4);
}

/* Whether any row below a heading is shown. */
static bool heads(const struct option *heading, unsigned have)
{
    const struct option *row = heading + 1;
    while (row->name && !is_shown(row, have))
        row++;
    return row->name != NULL;
}

void option_print_help(FILE *out, const struct option *rows, unsigned have,
                       option_note *note, const void *arg)
{
    int columns = label_columns(rows, have);
    for (const struct option *row = rows; row->name || row->help; row++)
        if (row->name && is_shown(row, have))
            put_row(out, row, columns, note, arg);
        else if (!row->name && heads(row, have))
            fprintf(out, "%s%s:\n", row == rows ? "" : "\n", row->help);
}

void option_print_table(FILE *out, const struct option *rows, option_note *note,
                        const void *arg)
{
    char name[LABEL_MAX];
    fputs("| option | for | what it does |\n|---|---|---|\n", out);
    for (const struct option *row = rows; row->name || row->help; row++) {
        char applies[OPTION_NOTE_MAX] = "";
        if (!row->name) {
            fprintf(out, "| **%s** | | |\n", row->help);
            continue;
        }
        label(row, name);
        note(row, arg, applies);
        fprintf(out, "| `%s` | %s | %s |\n", name, *applies ? applies : "all",
                row->help);
    }
}
