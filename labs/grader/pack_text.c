/* pack_text.c -- a platform's file, with a lab's name in it. */
#include "labs/grader/pack_text.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void put_ids(FILE *out, const struct lab *lab)
{
    for (unsigned i = 0; i < lab->checks_count; i++)
        fprintf(out, "%s%s", i ? "," : "", lab->checks[i].id);
}

static void put_programs(FILE *out, const struct lab *lab)
{
    for (unsigned i = 0; i < lab->programs_count; i++)
        fprintf(out, "%s%s", i ? " " : "", lab->programs[i]);
}

/* As the reporter wants the names of its environment. */
static void put_upper(FILE *out, const char *text)
{
    for (; *text; text++)
        putc(toupper((unsigned char)*text), out);
}

/* In a string of YAML's between double quotes. */
static void put_quoted(FILE *out, const char *text)
{
    for (; *text; text++) {
        if (strchr("\"\\", *text))
            putc('\\', out);
        putc(*text, out);
    }
}

/* What stands for a word; false: it is none of ours. */
static bool put_word(FILE *out, const char *word, size_t length,
                     const struct lab *lab, const struct lab_check *check)
{
#define IS(name) (length == strlen(name) && strncmp(word, name, length) == 0)
    if (IS("LAB"))
        fputs(lab->name, out);
    else if (IS("PROGRAMS"))
        put_programs(out, lab);
    else if (IS("IDS"))
        put_ids(out, lab);
    else if (check && IS("ID"))
        fputs(check->id, out);
    else if (check && IS("ENV"))
        put_upper(out, check->id);
    else if (check && IS("TITLE"))
        put_quoted(out, check->title);
    else if (check && IS("POINTS"))
        fprintf(out, "%d", check->points);
    else
        return false;
    return true;
}

static void put_text(FILE *out, const char *text, const char *end,
                     const struct lab *lab, const struct lab_check *check)
{
    while (text < end) {
        const char *close = *text == '@' ? strchr(text + 1, '@') : NULL;
        if (close && close < end &&
            put_word(out, text + 1, (size_t)(close - text - 1), lab, check)) {
            text = close + 1;
            continue;
        }
        putc(*text++, out);
    }
}

char *pack_text(const char *text, const struct lab *lab)
{
    static const char each[] = "@each@\n", last[] = "@end@\n";
    char *made = NULL;
    size_t size;
    FILE *out = open_memstream(&made, &size);
    if (!out)
        return NULL;
    for (const char *begin; (begin = strstr(text, each));) {
        const char *end = strstr(begin, last);
        put_text(out, text, begin, lab, NULL);
        if (!end)
            break;
        begin += strlen(each);
        for (unsigned i = 0; i < lab->checks_count; i++)
            put_text(out, begin, end, lab, &lab->checks[i]);
        text = end + strlen(last);
    }
    put_text(out, text, text + strlen(text), lab, NULL);
    if (fclose(out) == 0)
        return made;
    free(made);
    return NULL;
}
