/* page_style.c -- the page's style sheet: page.css, and the models' colours. */
#include "bench/report/page_style.h"

#include <stdbool.h>

#include "bench/chart/chart.h"
#include "bench/report/page_files.h"

/* How gnuplot writes the colour of a shape, and of text. */
#define SHAPE "rgb(%3d, %3d, %3d)"
#define TEXT  "rgb(%d,%d,%d)"

static void put_rule(FILE *out, const char *attribute, const char *property,
                     const char *written, const struct chart_style *style)
{
    fprintf(out, "figure [%s='", attribute);
    fprintf(out, written, style->light >> 16, style->light >> 8 & 0xff,
            style->light & 0xff);
    fprintf(out, "']{%s:#%06x}\n", property, (unsigned)style->dark);
}

/* Is the rule for this colour written already? Peers share models' colours. */
static bool is_told(int style)
{
    for (int i = 0; i < style; i++)
        if (chart_styles[i].light == chart_styles[style].light)
            return true;
    return false;
}

/* A row of the timeline to play with has its model's colour. */
static void put_models(FILE *out, bool dark)
{
    for (int i = 0; i < chart_styles_count && chart_styles[i].model; i++)
        fprintf(
            out, ".model-%s .bar{color:#%06x}\n", chart_styles[i].model,
            (unsigned)(dark ? chart_styles[i].dark : chart_styles[i].light));
}

/* On a dark ground, lightens what has a model's colour. */
static void put_dark_charts(FILE *out)
{
    fputs("@media(prefers-color-scheme:dark){\n", out);
    put_models(out, true);
    for (int i = 0; i < chart_styles_count; i++) {
        const struct chart_style *style = &chart_styles[i];
        if (is_told(i))
            continue;
        put_rule(out, "color", "color", SHAPE, style);
        put_rule(out, "stroke", "stroke", SHAPE, style);
        put_rule(out, "fill", "fill", SHAPE, style);
        put_rule(out, "fill", "fill", TEXT, style);
    }
    fputs("}\n", out);
}

void page_put_style(FILE *out)
{
    fputs(page_css, out);
    put_models(out, false);
    put_dark_charts(out);
}
