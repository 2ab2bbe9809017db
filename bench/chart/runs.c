/* runs.c -- the pictures of all runs of an experiment. */
#include "bench/chart/runs.h"

#include <math.h>

#include "bench/judge/words.h"

/* What a picture of runs shows. */
struct dots {
    const struct experiment_measures *of;
    const struct series *(*series)(const struct cell_measures *cell);
    struct words (*words)(double value);
    bool theory;
    double unit; /* of the axis */
    const char *axis;
};

static const struct series *times_of(const struct cell_measures *cell)
{
    return &cell->time_s;
}

static const struct series *memory_of(const struct cell_measures *cell)
{
    return &cell->memory_bytes;
}

static double theory_of(const struct dots *dots, int cell)
{
    return dots->theory ? dots->of->cells[cell].theory.seconds : NAN;
}

/* In a row, the blocks run downwards in order, so that a drift can be seen. */
static void put_runs(FILE *script, const struct dots *dots, int cell,
                     struct chart_range *range)
{
    const struct series *series = dots->series(&dots->of->cells[cell]);
    fprintf(script, "$R%d << EOD\n", cell);
    for (int i = 0; i < series->blocks; i++) {
        if (isnan(series->values[i]))
            continue;
        double down = ((i + 0.5) / series->blocks - 0.5) * 0.6;
        double at = series->values[i] / dots->unit;
        fprintf(script, "%.6g %.3f\n", at, cell + 1 + down);
        chart_widen(range, at);
    }
    fputs("NaN NaN\nEOD\n", script);
    chart_widen(range, theory_of(dots, cell) / dots->unit);
}

static void put_cell(FILE *script, const struct dots *dots, int cell)
{
    const struct cell_measures *measures = &dots->of->cells[cell];
    double median = dots->series(measures)->median;
    double theory = theory_of(dots, cell);
    struct chart_range end = {0, 0};
    fprintf(script, "set ytics %s (", cell ? "add" : "");
    gnuplot_put_label(script, measures->cell->name);
    fprintf(script, " %d) noenhanced\n", cell + 1);
    if (isnan(median))
        return;
    const struct series *series = dots->series(measures);
    for (int i = 0; i < series->blocks; i++)
        chart_widen(&end, series->values[i] / dots->unit);
    chart_widen(&end, theory / dots->unit);
    fprintf(script,
            "set label '%s' at %.6g, %d left offset character 1, character 0\n"
            "set arrow from %.6g, %.2f to %.6g, %.2f nohead front lw 3"
            " lc rgb '#%06x'\n",
            dots->words(median).text, end.high, cell + 1, median / dots->unit,
            cell + 0.64, median / dots->unit, cell + 1.36,
            (unsigned)chart_style_of(measures->model)->light);
    if (!isnan(theory))
        fprintf(script,
                "set label '' at %.6g, %d front point pt 12 ps 1.2 lw 2"
                " lc rgb '#000000'\n",
                theory / dots->unit, cell + 1);
}

static int draw_dots(struct chart *chart, const struct dots *dots)
{
    int cells = dots->of->cells_count;
    int height = 46 * cells + 2 * CHART_AXIS_HEIGHT + 10;
    struct chart_range range = {0, 0};
    FILE *script = gnuplot_begin(chart->width, height, CHART_FONT_SIZE);
    if (!script)
        return 0;
    for (int i = 0; i < cells; i++) {
        put_runs(script, dots, i, &range);
        put_cell(script, dots, i);
    }
    fprintf(script,
            "set xrange [0:%.6g]\nset yrange [%d.5:0.5]\nset xlabel '%s' "
            "offset character 0, character 0.4\n"
            "set rmargin 2\nset tmargin at screen %.4f\n"
            "set bmargin at screen %.4f\nplot ",
            range.high > 0 ? range.high * 1.24 : 1, cells, dots->axis,
            1 - 6.0 / height, (2.0 * CHART_AXIS_HEIGHT + 4) / height);
    for (int i = 0; i < cells; i++)
        fprintf(script,
                "%s$R%d using 1:2 with points pt 7 ps 0.5 lc rgb '#a0%06x'",
                i ? ", " : "", i,
                (unsigned)chart_style_of(dots->of->cells[i].model)->light);
    fputc('\n', script);
    return gnuplot_end(script, &chart->svg, chart->why);
}

static double highest(const struct dots *dots)
{
    struct chart_range range = {0, 0};
    for (int i = 0; i < dots->of->cells_count; i++)
        chart_widen(&range, dots->series(&dots->of->cells[i])->median);
    return range.high;
}

static bool has_theory(const struct dots *dots)
{
    for (int i = 0; i < dots->of->cells_count; i++)
        if (!isnan(theory_of(dots, i)) &&
            !isnan(dots->series(&dots->of->cells[i])->median))
            return true;
    return false;
}

int chart_times(struct chart *chart, const struct experiment_measures *measures,
                int number)
{
    struct dots dots = {measures, times_of, words_time, true, 1e-3, NULL};
    bool theory = has_theory(&dots), seconds = highest(&dots) >= 2;
    dots.unit = seconds ? 1 : 1e-3;
    dots.axis = seconds  ? theory ? "wall time, s (◇ theory)" : "wall time, s"
                : theory ? "wall time, ms (◇ theory)"
                         : "wall time, ms";
    chart_name(chart, measures->experiment->name, number, "time");
    snprintf(
        chart->alt, sizeof(chart->alt),
        "Wall time of every run, one row per cell, with the median and what "
        "theory predicts. The table has the figures.");
    return draw_dots(chart, &dots);
}

bool chart_has_memory(const struct experiment_measures *measures)
{
    int metered = 0;
    for (int i = 0; i < measures->cells_count; i++)
        metered += measures->cells[i].cell->meter &&
                   !isnan(measures->cells[i].memory_bytes.median);
    return metered >= 2;
}

int chart_memory(struct chart *chart,
                 const struct experiment_measures *measures, int number)
{
    struct dots dots = {measures,    memory_of,
                        words_bytes, false,
                        1048576,     "peak memory, kernel included, MiB"};
    chart_name(chart, measures->experiment->name, number, "memory");
    snprintf(chart->alt, sizeof(chart->alt),
             "Peak memory of every run, one row per cell, with the median. The "
             "table has the figures.");
    return draw_dots(chart, &dots);
}
