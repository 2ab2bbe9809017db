/* lateness.c -- the picture of how late ticks came in each cell.
 *
 * One row per cell, on a logarithmic scale: a circle is the median tick, a dot
 * the 99th percentile, a stroke the latest; each is the median over the blocks.
 */
#include "bench/chart/lateness.h"

#include <math.h>

#include "bench/judge/words.h"

#define ROW_HEIGHT 46
#define LEAST_MS   1e-4 /* the logarithm of 0 does not exist */

static double axis_ms(double seconds)
{
    return fmax(seconds * 1e3, LEAST_MS);
}

static bool has_lateness(const struct cell_measures *cell)
{
    return !isnan(cell->lateness_p50_s) && !isnan(cell->lateness_max_s);
}

static int rows_shown(const struct experiment_measures *measures)
{
    int rows = 0;
    for (int i = 0; i < measures->cells_count; i++)
        rows += has_lateness(&measures->cells[i]);
    return rows;
}

bool chart_has_lateness(const struct experiment_measures *measures)
{
    return rows_shown(measures) >= 2;
}

static void put_mark(FILE *script, double at, int row, const char *point,
                     unsigned colour)
{
    fprintf(script, "set label '' at %.6g, %d front point %s lc rgb '#%06x'\n",
            at, row, point, colour);
}

static void put_row(FILE *script, const struct cell_measures *cell, int row)
{
    double p50 = axis_ms(cell->lateness_p50_s);
    double max = axis_ms(cell->lateness_max_s);
    unsigned colour = (unsigned)chart_style_of(cell->model)->light;
    fprintf(script, "set ytics %s (", row > 1 ? "add" : "");
    gnuplot_put_label(script, cell->cell->name);
    fprintf(script,
            " %d) noenhanced\n"
            "set arrow from %.6g, %d to %.6g, %d nohead lw 2 lc rgb '#%06x'\n"
            "set arrow from %.6g, %.2f to %.6g, %.2f nohead lw 3"
            " lc rgb '#%06x'\n",
            row, p50, row, max, row, colour, max, row - 0.2, max, row + 0.2,
            colour);
    put_mark(script, p50, row, "pt 6 ps 0.9 lw 2", colour);
    put_mark(script, axis_ms(cell->lateness_p99_s), row, "pt 7 ps 0.8", colour);
    fprintf(script,
            "set label '%s' at %.6g, %d right offset character -1, 0\n"
            "set label '%s' at %.6g, %d left offset character 1, 0\n",
            words_time(cell->lateness_p50_s).text, p50, row,
            words_time(cell->lateness_max_s).text, max, row);
}

/* Powers of ten, and room for the figures at both ends of the rows. */
static void put_axis(FILE *script, struct chart_range range, int rows,
                     int height)
{
    double low = range.low / 12, high = range.high * 12;
    fprintf(script, "set logscale x\nset xrange [%.6g:%.6g]\nset xtics (", low,
            high);
    const char *comma = "";
    for (int power = -4; power <= 5 && pow(10, power) <= high; power++) {
        double step = pow(10, power);
        if (step < low)
            continue;
        static const char *const units[] = {"ns", "µs", "ms", "s"};
        int unit = (power + 6) / 3;
        fprintf(script, "%s'%g %s' %g", comma, pow(10, power + 6 - 3 * unit),
                units[unit < 4 ? unit : 3], step);
        comma = ", ";
    }
    fprintf(script,
            ")\nset yrange [%d.5:0.5]\n"
            "set xlabel 'lateness of a tick: ○ median, ● p99, | latest'"
            " offset character 0, 0.4\n"
            "set rmargin 2\nset tmargin at screen %.4f\n"
            "set bmargin at screen %.4f\nplot NaN\n",
            rows, 1 - 6.0 / height, (2.0 * CHART_AXIS_HEIGHT + 4) / height);
}

int chart_lateness(struct chart *chart,
                   const struct experiment_measures *measures, int number)
{
    int rows = rows_shown(measures);
    int height = ROW_HEIGHT * rows + 2 * CHART_AXIS_HEIGHT + 10;
    struct chart_range range = {INFINITY, 0};
    chart_name(chart, measures->experiment->name, number, "lateness");
    snprintf(chart->alt, sizeof(chart->alt),
             "How late the ticks, one every 2 ms, came in each cell: the "
             "median, the 99th percentile, the latest. The table has the "
             "figures.");
    FILE *script = gnuplot_begin(chart->width, height, CHART_FONT_SIZE);
    if (!script)
        return 0;
    for (int i = 0, row = 0; i < measures->cells_count; i++) {
        const struct cell_measures *cell = &measures->cells[i];
        if (!has_lateness(cell))
            continue;
        put_row(script, cell, ++row);
        chart_widen(&range, axis_ms(cell->lateness_p50_s));
        chart_widen(&range, axis_ms(cell->lateness_max_s));
    }
    put_axis(script, range, rows, height);
    return gnuplot_end(script, &chart->svg, chart->why);
}
