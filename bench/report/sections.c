/* sections.c -- what several sections of the report share. */
#include "bench/report/sections.h"

#include <string.h>

#include "bench/judge/words.h"

void section_name_runs(char text[SECTION_NAME_MAX], const char *experiment,
                       const char *cell)
{
    snprintf(text, SECTION_NAME_MAX, "%.100s / %.100s", experiment, cell);
}

void section_link_runs(FILE *md, const char *experiment, const char *cell)
{
    char name[SECTION_NAME_MAX];
    section_name_runs(name, experiment, cell);
    fputs("](#", md);
    words_anchor(md, name);
    fputc(')', md);
}

void section_cell(FILE *md, const char *name)
{
    char experiment[100];
    size_t length = strcspn(name, "/");
    snprintf(experiment, sizeof(experiment), "%.*s", (int)length, name);
    fputc('[', md);
    words_markdown(md, name);
    section_link_runs(md, experiment, name + length + (name[length] == '/'));
}

void section_heading(const struct experiment *experiment, char *text,
                     size_t size)
{
    snprintf(text, size, "%s%s%s", experiment->name,
             experiment->title ? ": " : "",
             experiment->title ? experiment->title : "");
}

void section_chart(FILE *md, const struct chart *chart)
{
    if (!chart->file[0])
        return;
    if (chart->svg) {
        fputs("![", md);
        words_markdown(md, chart->alt);
        fprintf(md, "](%s)\n\n", chart->file);
        return;
    }
    fputs("Chart not drawn: ", md);
    words_markdown(md, chart->why);
    fputs(".\n\n", md);
}
