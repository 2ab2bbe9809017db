/* chart.c -- what all pictures share. */
#include "bench/chart/chart.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Okabe and Ito's colours, which the colour-blind can tell apart; those for a
 * dark ground are lightened to a contrast of at least 4.5 on black. */
const struct chart_style chart_styles[] = {
    {"sequential", 0x6b6b6b, 0xb0b0b0, 5},
    {"async", 0x0072b2, 0x56b4e9, 7},
    {"threads", 0xd55e00, 0xf28a4b, 9},
    {"openmp", 0x8a5a00, 0xd9a441, 3},
    {"processes", 0x008a65, 0x2fc79b, 13},
    {"hybrid", 0xa8558a, 0xe3a3c6, 11},
    {"mpi", 0x4d3f99, 0xa99bf0, 14},
    /* A peer has the colour of the model that it is most like; Python's marks
     * are mostly open, Node's are crosses. */
    {"python-sequential", 0x6b6b6b, 0xb0b0b0, 4},
    {"python-asyncio", 0x0072b2, 0x56b4e9, 6},
    {"python-aiohttp", 0x0072b2, 0x56b4e9, 1},
    {"python-threads", 0xd55e00, 0xf28a4b, 8},
    {"python-free-sequential", 0x6b6b6b, 0xb0b0b0, 1},
    {"python-free-threads", 0xd55e00, 0xf28a4b, 1},
    {"python-processes", 0x008a65, 0x2fc79b, 12},
    {"nginx", 0x0072b2, 0x56b4e9, 3},
    {"node", 0x0072b2, 0x56b4e9, 2},
    {"node-promises", 0x0072b2, 0x56b4e9, 2},
    {"node-workers", 0xd55e00, 0xf28a4b, 2},
    {"go", 0xa8558a, 0xe3a3c6, 10},
    {NULL, 0x7a6200, 0xd9c24a, 15},
};
const int chart_styles_count = sizeof(chart_styles) / sizeof(*chart_styles);

const struct chart_style *chart_style_of(const char *model)
{
    const struct chart_style *style = chart_styles;
    while (style->model && strcmp(style->model, model) != 0)
        style++;
    return style;
}

void chart_name(struct chart *chart, const char *experiment, int number,
                const char *what)
{
    char name[48];
    snprintf(name, sizeof(name), "%s", experiment);
    for (char *c = name; *c; c++)
        if (!isalnum((unsigned char)*c))
            *c = '-';
    snprintf(chart->file, sizeof(chart->file), "charts/%02d-%s-%s.svg", number,
             name, what);
}

void chart_free(struct chart *chart)
{
    free(chart->svg);
    chart->svg = NULL;
}

void chart_widen(struct chart_range *range, double value)
{
    if (isnan(value))
        return;
    range->low = fmin(range->low, value);
    range->high = fmax(range->high, value);
}
