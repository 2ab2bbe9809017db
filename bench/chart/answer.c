/* answer.c -- the picture of which model wins where. */
#include "bench/chart/answer.h"

#include <math.h>
#include <string.h>

#include "bench/judge/words.h"

#define LEGEND_COLUMNS 4
#define LEGEND_NAME    10 /* longest name, in bytes, for that many columns */
#define LEGEND_HEIGHT  32

/* The models that have marks: all but sequential, which is the 1× line. */
static int models_shown(const struct measures *measures, const char **models)
{
    int shown = 0;
    for (int i = 0; i < measures->models_count; i++)
        if (strcmp(measures->models[i], "sequential") != 0)
            models[shown++] = measures->models[i];
    return shown;
}

static void put_speedups(FILE *script, const struct measures *measures,
                         const char *model, double offset,
                         struct chart_range *range)
{
    int row = 0;
    for (int i = 0; i < measures->experiments_count; i++) {
        const struct experiment_measures *of = &measures->experiments[i];
        if (!measures_compares(of))
            continue;
        row++;
        const struct cell_measures *cell = measures_of(of, model);
        if (!cell || isnan(cell->speedup.estimate))
            continue;
        double estimate = cell->speedup.estimate;
        struct interval interval = cell->speedup.interval;
        if (interval.level <= 0)
            interval.low = interval.high = estimate;
        chart_widen(range, interval.low);
        chart_widen(range, interval.high);
        fprintf(script, "%.6g %.3f %.6g %.6g\n", estimate, row + offset,
                interval.low, interval.high);
    }
    fputs("NaN NaN NaN NaN\nEOD\n", script);
}

/* Long names need wider columns. */
static int legend_columns(const char **models, int shown)
{
    int columns = shown < LEGEND_COLUMNS ? shown : LEGEND_COLUMNS;
    for (int i = 0; i < shown; i++)
        if (strlen(models[i]) > LEGEND_NAME && columns == LEGEND_COLUMNS)
            columns--;
    return columns;
}

static void put_legend(FILE *script, const char **models, int shown, int height)
{
    int columns = legend_columns(models, shown);
    for (int i = 0; i < shown; i++) {
        const struct chart_style *style = chart_style_of(models[i]);
        double room = columns == LEGEND_COLUMNS ? 0.86 : 0.97;
        double x = 0.03 + room * (i % columns) / columns;
        int row = i / columns;
        double y = 1 - (0.6 + row) * LEGEND_HEIGHT / height;
        fprintf(script,
                "set label '' at screen %.3f, screen %.3f point pt %d ps 1.1"
                " lc rgb '#%06x'\nset label ",
                x, y, style->point, (unsigned)style->light);
        gnuplot_put_label(script, models[i]);
        fprintf(script, " at screen %.3f, screen %.3f noenhanced\n", x + 0.03,
                y);
    }
}

/* The experiments' names on the left, the best speed-up on the right. */
static int put_rows(FILE *script, const struct measures *measures)
{
    int rows = 0;
    for (int i = 0; i < measures->experiments_count; i++) {
        const struct experiment_measures *of = &measures->experiments[i];
        if (!measures_compares(of))
            continue;
        const struct cell_measures *fastest = measures_fastest(of);
        double best = fastest ? fastest->speedup.estimate : NAN;
        rows++;
        fprintf(script, "set ytics %s (", rows > 1 ? "add" : "");
        gnuplot_put_label(script, of->experiment->name);
        fprintf(script, " %d) noenhanced\n", rows);
        fprintf(script, "set label '%s' at graph 1.03, first %d left\n",
                fastest && isnan(best) ? "1×" : words_times(best).text, rows);
    }
    return rows;
}

static void put_log_axis(FILE *script, struct chart_range range)
{
    static const double steps[] = {0.001, 0.01, 0.1, 0.2, 0.5, 1,   2,   5,
                                   10,    20,   50,  100, 200, 500, 1000};
    double low = fmin(range.low, 0.85) / 1.12;
    double high = fmax(range.high, 2) * 1.12;
    bool wide = high / low > 60;
    fprintf(script, "set logscale x\nset xrange [%.6g:%.6g]\nset xtics (", low,
            high);
    const char *comma = "";
    for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
        double step = steps[i];
        bool power = fabs(remainder(log10(step), 1)) < 1e-9;
        if (step < low || step > high || (wide && !power))
            continue;
        fprintf(script, "%s'%g×' %g", comma, step, step);
        comma = ", ";
    }
    fputs(")\nset arrow from 1, graph 0 to 1, graph 1 nohead lw 2 dt 1\n",
          script);
}

static int rows_compared(const struct measures *measures)
{
    int rows = 0;
    for (int i = 0; i < measures->experiments_count; i++)
        rows += measures_compares(&measures->experiments[i]);
    return rows;
}

int chart_answer(struct chart *chart, const struct measures *measures)
{
    const char *models[MEASURES_MODELS_MAX];
    int shown = models_shown(measures, models);
    int columns = shown > 0 ? legend_columns(models, shown) : 1;
    int legend = (shown + columns - 1) / columns * LEGEND_HEIGHT;
    int height = rows_compared(measures) * (16 + 15 * shown) + legend +
                 2 * CHART_AXIS_HEIGHT + 8;
    struct chart_range range = {1, 1};
    snprintf(chart->file, sizeof(chart->file), "charts/00-answer.svg");
    snprintf(chart->alt, sizeof(chart->alt),
             "How many times as fast as sequential each model is, one row per "
             "experiment. The table below has the figures.");
    FILE *script = gnuplot_begin(chart->width, height, CHART_FONT_SIZE);
    if (!script)
        return 0;
    for (int i = 0; i < shown; i++) {
        fprintf(script, "$M%d << EOD\n", i);
        put_speedups(script, measures, models[i],
                     (i - (shown - 1) / 2.0) * 0.78 / shown, &range);
    }
    put_legend(script, models, shown, height);
    int rows = put_rows(script, measures);
    put_log_axis(script, range);
    fprintf(script,
            "set label 'best' at graph 1.03, screen %.3f left\n"
            "set yrange [%d.5:0.5]\nset rmargin 7\n"
            "set xlabel 'speed-up over sequential' offset character 0, 0.4\n"
            "set tmargin at screen %.4f\nset bmargin at screen %.4f\nplot ",
            1 - 0.6 * LEGEND_HEIGHT / height, rows, 1 - (legend + 4.0) / height,
            (2 * CHART_AXIS_HEIGHT + 4.0) / height);
    for (int i = 0; i < shown; i++) {
        const struct chart_style *style = chart_style_of(models[i]);
        fprintf(script,
                "%s$M%d using 1:2:3:4 with xerrorbars pt %d ps 1.1 lw 2"
                " lc rgb '#%06x'",
                i ? ", " : "", i, style->point, (unsigned)style->light);
    }
    fputc('\n', script);
    return gnuplot_end(script, &chart->svg, chart->why);
}
