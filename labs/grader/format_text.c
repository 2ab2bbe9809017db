/* format_text.c -- a grade for people, and as XML. */
#include "labs/grader/format_text.h"

#include <string.h>

#include "labs/grader/field.h"

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

static const char *outcome(const json_t *check)
{
    if (field_hides(check))
        return "hidden";
    return field_truth(check, "passed") ? "ok    " : "FAILED";
}

static void text_check(FILE *out, const json_t *check, const char *before)
{
    const char *seen = field_text(check, "seen");
    if (field_hides(check))
        fprintf(out, "          %3d hidden %s\n", field_whole(check, "max"),
                field_text(check, "title"));
    else
        fprintf(out, "   %3d of %3d %s %s\n", field_whole(check, "points"),
                field_whole(check, "max"), outcome(check),
                field_text(check, "title"));
    if (field_truth(check, "passed") || field_hides(check))
        return;
    put_said(out, "seen:", strcmp(seen, before) == 0 ? "as above" : seen);
    put_said(out, "expected:", field_text(check, "expected"));
    put_said(out, "hint:", field_text(check, "hint"));
}

int format_text(FILE *out, const json_t *grade)
{
    const json_t *check, *by = json_object_get(grade, "isolation");
    const char *before = "";
    size_t index;
    fprintf(out, "%s (lab %s)\n\n", field_text(grade, "title"),
            field_text(grade, "lab"));
    json_array_foreach(json_object_get(grade, "checks"), index, check)
    {
        text_check(out, check, before);
        before = field_text(check, "seen");
    }
    fprintf(out, "\n   %3d of %3d points   (seed %lld, walls: %s)\n",
            field_whole(grade, "score"), field_whole(grade, "max"),
            (long long)json_integer_value(json_object_get(grade, "seed")),
            field_text(by, "by"));
    return 0;
}

/* A cell of a table in Markdown, which reads HTML, too. */
static void put_cell(FILE *out, const char *text)
{
    static const char special[] = "|\\`*_[]~#!";
    fputs(" ", out);
    for (; *text; text++)
        if (*text == '\n')
            fputs("<br>", out);
        else if (strchr("<>&", *text))
            fprintf(out, "&#%d;", *text);
        else if (strchr(special, *text))
            fprintf(out, "\\%c", *text);
        else
            putc(*text, out);
    fputs(" |", out);
}

int format_actions(FILE *out, const json_t *grade)
{
    const json_t *check;
    size_t index;
    fprintf(out, "### %s: %d of %d points\n\n", field_text(grade, "title"),
            field_whole(grade, "score"), field_whole(grade, "max"));
    fputs("| points | of | check | seen | expected | hint |\n"
          "|---:|---:|---|---|---|---|\n",
          out);
    json_array_foreach(json_object_get(grade, "checks"), index, check)
    {
        bool passed = field_truth(check, "passed");
        if (field_hides(check))
            fputs("| hidden |", out);
        else
            fprintf(out, "| %d |", field_whole(check, "points"));
        fprintf(out, " %d |", field_whole(check, "max"));
        put_cell(out, field_text(check, "title"));
        put_cell(out, passed ? "" : field_text(check, "seen"));
        put_cell(out, passed ? "" : field_text(check, "expected"));
        put_cell(out, passed ? "" : field_text(check, "hint"));
        putc('\n', out);
    }
    return 0;
}

/* Text of XML; grades hold no control characters but these. */
static void put_xml(FILE *out, const char *text)
{
    for (; *text; text++)
        if (strchr("<>&\"\n\t", *text))
            fprintf(out, "&#%d;", *text);
        else
            putc(*text, out);
}

static void put_attribute(FILE *out, const char *name, const char *text)
{
    fprintf(out, " %s=\"", name);
    put_xml(out, text);
    putc('"', out);
}

static void junit_check(FILE *out, const json_t *check, const char *lab)
{
    fputs("    <testcase", out);
    put_attribute(out, "classname", lab);
    put_attribute(out, "name", field_text(check, "title"));
    fprintf(out, " time=\"%.3f\">\n",
            json_number_value(json_object_get(check, "seconds")));
    if (field_hides(check))
        fputs("      <skipped message=\"hidden\"/>\n", out);
    else if (!field_truth(check, "passed")) {
        fputs("      <failure", out);
        put_attribute(out, "message", field_text(check, "seen"));
        fputs(">expected: ", out);
        put_xml(out, field_text(check, "expected"));
        fputs("&#10;hint: ", out);
        put_xml(out, field_text(check, "hint"));
        fputs("</failure>\n", out);
    }
    if (!field_hides(check))
        fprintf(out, "      <system-out>%d of %d points</system-out>\n",
                field_whole(check, "points"), field_whole(check, "max"));
    fputs("    </testcase>\n", out);
}

int format_junit(FILE *out, const json_t *grade)
{
    const json_t *check, *checks = json_object_get(grade, "checks");
    size_t index;
    int failures = 0, skipped = 0;
    double seconds = 0;
    json_array_foreach(checks, index, check)
    {
        skipped += field_hides(check);
        failures += !field_hides(check) && !field_truth(check, "passed");
        seconds += json_number_value(json_object_get(check, "seconds"));
    }
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
          "  <testsuite",
          out);
    put_attribute(out, "name", field_text(grade, "lab"));
    fprintf(out,
            " tests=\"%d\" failures=\"%d\" errors=\"0\" skipped=\"%d\" "
            "time=\"%.3f\">\n"
            "    <properties>\n"
            "      <property name=\"score\" value=\"%d\"/>\n"
            "      <property name=\"max\" value=\"%d\"/>\n"
            "    </properties>\n",
            (int)json_array_size(checks), failures, skipped, seconds,
            field_whole(grade, "score"), field_whole(grade, "max"));
    json_array_foreach(checks, index, check)
        junit_check(out, check, field_text(grade, "lab"));
    fputs("  </testsuite>\n</testsuites>\n", out);
    return 0;
}
