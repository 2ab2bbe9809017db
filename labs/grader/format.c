/* format.c -- a grade in the notation of a platform. */
#include "labs/grader/format.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const char *text_of(const json_t *json, const char *key)
{
    const char *text = json_string_value(json_object_get(json, key));
    return text ? text : "";
}

static int whole_of(const json_t *json, const char *key)
{
    return (int)json_integer_value(json_object_get(json, key));
}

/* Under its title, further lines below the first. */
static void put_said(FILE *out, const char *label, const char *said)
{
    if (!*said)
        return;
    fprintf(out, "             %-9s ", label);
    for (const char *c = said; *c; c++)
        if (*c == '\n')
            fputs("\n                       ", out);
        else
            putc(*c, out);
    putc('\n', out);
}

static void text_check(FILE *out, const json_t *check, const char *before)
{
    const char *seen = text_of(check, "seen");
    bool passed = json_is_true(json_object_get(check, "passed"));
    bool known = !json_is_true(json_object_get(check, "hidden")) || *seen;
    fprintf(out, "  %3d of %-3d %s %s\n", whole_of(check, "points"),
            whole_of(check, "max"),
            !known   ? "hidden"
            : passed ? "ok    "
                     : "FAILED",
            text_of(check, "title"));
    if (passed || !known)
        return;
    put_said(out, "seen:", strcmp(seen, before) == 0 ? "as above" : seen);
    put_said(out, "expected:", text_of(check, "expected"));
    put_said(out, "hint:", text_of(check, "hint"));
}

static int write_text(FILE *out, const json_t *grade)
{
    const json_t *check, *by = json_object_get(grade, "isolation");
    const char *before = "";
    size_t index;
    fprintf(out, "%s (lab %s)\n\n", text_of(grade, "title"),
            text_of(grade, "lab"));
    json_array_foreach(json_object_get(grade, "checks"), index, check)
    {
        text_check(out, check, before);
        before = text_of(check, "seen");
    }
    fprintf(out, "\n  %3d of %d points   (seed %lld, walls: %s)\n",
            whole_of(grade, "score"), whole_of(grade, "max"),
            (long long)json_integer_value(json_object_get(grade, "seed")),
            text_of(by, "by"));
    return 0;
}

static int write_json(FILE *out, const json_t *grade)
{
    int err = json_dumpf(grade, out, JSON_INDENT(2));
    putc('\n', out);
    return err < 0 ? -ENOMEM : 0;
}

int format_write(FILE *out, const json_t *grade, const char *format)
{
    static const struct {
        const char *name;
        int (*write)(FILE *out, const json_t *grade);
    } formats[] = {{"text", write_text}, {"json", write_json}};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (strcmp(formats[i].name, format) == 0)
            return formats[i].write(out, grade);
    return -EINVAL;
}
