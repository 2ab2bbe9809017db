/* drawing.c -- a chart's drawing, as a part of the page. */
#include "bench/report/drawing.h"

#include <string.h>

#define USUAL "<g fill=\"none\" color=\"black\" stroke=\"currentColor\""
#define ROUND " stroke-linecap=\"round\" stroke-linejoin=\"round\""
#define WIDTH " stroke-width=\"1.00\""

/* What gnuplot writes again and again, and what is put in its place; the first
 * that fits counts. */
static const struct {
    const char *found, *put;
} repeated[] = {
    {USUAL WIDTH ROUND ">\n</g>\n", ""},
    {USUAL WIDTH ROUND ">", "<g class=\"line\">"},
    {USUAL, "<g class=\"line\""},
    {ROUND, ""},
    {" font-family=\"sans-serif\" ", " "},
    {"\n\t<g transform", "<g transform"},
    {"\n\t\t<text>", "<text>"},
    {"\n\t</g>\n</g>", "</g></g>"},
};

static const char *put_repeated(FILE *out, const char *c)
{
    for (size_t i = 0; i < sizeof repeated / sizeof *repeated; i++) {
        size_t length = strlen(repeated[i].found);
        if (strncmp(c, repeated[i].found, length) == 0) {
            fputs(repeated[i].put, out);
            return c + length;
        }
    }
    return NULL;
}

static void put_id(FILE *out, const char *c, int number)
{
    static const char *const ids[] = {"gpPt",    "gpDot",   "gnuplot_canvas",
                                      "textbox", "greybox", "gnuplot_plot_"};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        if (strncmp(c, ids[i], strlen(ids[i])) == 0)
            fprintf(out, "c%d-", number);
}

void drawing_put(FILE *out, const char *svg, int number)
{
    const char *c = strstr(svg, "<g ");
    while (c && *c) {
        const char *after = put_repeated(out, c);
        if (after) {
            c = after;
            continue;
        }
        fputc(*c++, out);
        if (c[-1] == '\'' || c[-1] == '"' || c[-1] == '#')
            put_id(out, c, number);
    }
}
