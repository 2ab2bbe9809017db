/* page_style.c -- how the page looks: on a phone or a wide screen, light or
 * dark. */
#include "bench/report/page_style.h"

#include <stdbool.h>

#include "bench/chart/chart.h"

static const char style_sheet[] =
    ":root{color-scheme:light dark;--ink:#1d2126;--muted:#59616b;"
    "--paper:#fff;--shade:#f3f5f7;--line:#d5dae0;--link:#0b5cad}\n"
    "@media(prefers-color-scheme:dark){:root{--ink:#e4e7eb;--muted:#a3abb5;"
    "--paper:#14171b;--shade:#1e2329;--line:#39414b;--link:#7db8f5}}\n"
    "*{box-sizing:border-box}\n"
    "html{-webkit-text-size-adjust:100%}\n"
    "body{margin:0;background:var(--paper);color:var(--ink);"
    "font:1rem/1.55 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif}\n"
    "main{max-width:66rem;margin:0 auto;padding:1.25rem 1rem 4rem}\n"
    "h1{font-size:1.9rem;line-height:1.2;margin:.4rem 0 1rem}\n"
    "h2{font-size:1.4rem;line-height:1.25;margin:3rem 0 .8rem;"
    "padding-top:.9rem;border-top:1px solid var(--line)}\n"
    "h4{font-size:1rem;line-height:1.3;margin:1.4rem 0 .4rem}\n"
    "h3{font-size:1.1rem;line-height:1.3;margin:2.2rem 0 .5rem}\n"
    "nav{display:flex;flex-wrap:wrap;gap:.1rem 1.1rem;margin:.6rem 0 1rem}\n"
    "nav a{padding:.2rem 0}\n"
    "summary{cursor:pointer}summary h3{display:inline}\n"
    "details{margin:.6rem 0}\n"
    "p,ul,ol{max-width:44rem;margin:.7rem 0}\n"
    "ul,ol{padding-left:1.3rem}\n"
    "li{margin:.25rem 0}\n"
    "a{color:var(--link);text-underline-offset:.15em}\n"
    "p,li,td,h1,h2,h3{overflow-wrap:break-word}\n"
    "code{font:.9em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}\n"
    "pre,.scroll{overflow-x:auto;max-width:100%}\n"
    "pre{background:var(--shade);padding:.7rem .9rem;border-radius:.35rem;"
    "line-height:1.45}\n"
    "blockquote{margin:1rem 0;padding:.1rem 1rem;max-width:44rem;"
    "background:var(--shade);border-left:4px solid #c27c0e}\n"
    ".scroll{margin:.9rem 0 1.2rem}\n"
    "table{border-collapse:collapse;font-variant-numeric:tabular-nums;"
    "font-size:.94rem;line-height:1.35}\n"
    "th,td{padding:.38rem .7rem;border-bottom:1px solid var(--line);"
    "text-align:left;vertical-align:top}\n"
    "th{border-bottom-color:var(--muted);vertical-align:bottom;"
    "font-weight:600;color:var(--muted)}\n"
    "th:first-child,td:first-child{padding-left:0}\n"
    "th{white-space:nowrap}\n"
    "th a,td a{color:inherit;text-decoration:underline dotted var(--muted)}\n"
    "th a:hover,td a:hover{color:var(--link)}\n"
    "th button{font:inherit;color:inherit;background:none;border:0;"
    "padding:.1rem 0;margin:0;cursor:pointer}\n"
    "th button::after{content:'\\2195';display:inline-block;width:1em;"
    "text-align:center;opacity:.55}\n"
    "th[aria-sort] button::after{opacity:1;color:var(--link)}\n"
    "th[aria-sort=ascending] button::after{content:'\\2191'}\n"
    "th[aria-sort=descending] button::after{content:'\\2193'}\n"
    "td{white-space:nowrap}\n"
    "td[style*=left]{white-space:normal;min-width:14rem}\n"
    "figure{margin:1rem 0}\n"
    "figure svg{display:block;width:100%;height:auto}\n"
    "figure .narrow{display:none}\n"
    "@media screen and (max-width:44rem){figure .wide{display:none}"
    "figure .narrow{display:block;max-width:34rem}}\n"
    "figure svg g{color:inherit}\n"
    "figure svg>g>rect[fill='#ffffff']{fill:none}\n"
    "figure [stroke=black]{stroke:currentColor}\n"
    "figure [fill=black]{fill:currentColor}\n"
    "figure .gridline{stroke:var(--line)}\n"
    "figure [stroke='rgb(  0,   0,   0)']{stroke:currentColor}\n"
    "figure [fill='rgb(  0,   0,   0)']{fill:currentColor}\n"
    "figure [color='rgb(  0,   0,   0)']{color:inherit}\n"
    "@media print{nav{display:none}th "
    "button::after{content:none!important}main{max-width:none}h2{break-after:"
    "avoid}"
    "figure,tr{break-inside:avoid}}\n";

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

/* On a dark ground, lightens what has a model's colour. */
static void put_dark_charts(FILE *out)
{
    fputs("@media(prefers-color-scheme:dark){\n", out);
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
    fputs(style_sheet, out);
    put_dark_charts(out);
}
