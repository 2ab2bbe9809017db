/* curves.c -- the picture of a sweep: one curve per series, named at its end,
 * beside theory and the machine's ceiling. */
#include "bench/chart/curves.h"

#include <math.h>

#include "bench/chart/plane.h"
#include "bench/judge/curves.h"
#include "bench/judge/theory.h"

#define WIDE         12   /* high / low from which a log scale is used */
#define STEPS        60   /* in a line of theory */
#define SERIAL_SHARE 0.05 /* of the example of Amdahl's law */

/* How each figure is drawn. */
static const struct picture {
    const char *file, *axis, *alt;
    bool bytes;
    struct words (*words)(double value);
} pictures[PLOTS_COUNT] = {
    {"time", "wall time", "Wall time", false, words_time},
    {"speedup", "speed-up over sequential", "Speed-up over sequential", false,
     words_times},
    {"throughput", "tasks a second", "Tasks a second", false, words_count},
    {"latency", "latency of a task, p99", "Latency (p99)", false, words_time},
    {"cpu", "CPU time per task", "CPU time per task", false, words_time},
    {"memory", "memory per task in progress", "Memory per task in progress",
     true, words_bytes},
    {"efficiency", "share of its own peak rate of work",
     "Share of the peak rate of work", false, words_count},
};

static const struct picture *picture_of(enum plot plot)
{
    int index = 0;
    while (!(plot >> index & 1))
        index++;
    return &pictures[index];
}

struct drawing {
    const struct curves *curves;
    struct plane plane;
    double cores;
    int parts; /* of the plot command, so far */
};

static const char *axis_of(const struct curves *curves)
{
    if (curves->plot == PLOT_EFFICIENCY)
        return "what a task costs the cores: cores × elapsed / tasks";
    switch (curves->of->experiment->sweep->option) {
    case SWEEP_WIDTH:
        return "width: the most tasks in progress";
    case SWEEP_TASKS:
        return "tasks";
    case SWEEP_CHUNK:
        return "chunk: tasks that a worker takes at once";
    case SWEEP_SIZE:
        return "size";
    case SWEEP_CPU_SHARE:
        break;
    }
    return "share of a task that is waiting, %";
}

/* ---- the scales ---- */

/* Little's law, λ = W / L: the rate at which W workers are served by a server
 * that takes L. */
static double little(const struct drawing *drawing, double width)
{
    return width / theory_delay_s(drawing->curves->of->experiment);
}

static bool has_little(const struct curves *curves)
{
    return curves->plot == PLOT_THROUGHPUT &&
           curves->of->experiment->sweep->option == SWEEP_WIDTH &&
           theory_delay_s(curves->of->experiment) > 0;
}

static bool is_scaling(const struct curves *curves)
{
    return curves->plot == PLOT_SPEEDUP &&
           curves->of->experiment->sweep->option == SWEEP_WIDTH;
}

static bool is_efficiency(const struct curves *curves)
{
    return curves->plot == PLOT_EFFICIENCY;
}

static void find_ranges(struct drawing *drawing)
{
    const struct curves *curves = drawing->curves;
    drawing->plane.x = (struct chart_range){INFINITY, -INFINITY};
    drawing->plane.y = (struct chart_range){INFINITY, -INFINITY};
    for (int i = 0; !is_efficiency(curves) && i < curves->xs_count; i++)
        chart_widen(&drawing->plane.x, curves->xs[i]);
    for (int i = 0; i < curves->count; i++)
        for (int j = 0; j < curves->list[i].count; j++) {
            const struct point *point = &curves->list[i].points[j];
            if (is_efficiency(curves) && !isnan(point->x))
                chart_widen(&drawing->plane.x, point->x);
            if (drawing->plane.log_y && !(point->value > 0))
                continue;
            chart_widen(&drawing->plane.y, point->value);
            if (point->interval.level > 0 && point->interval.low > 0) {
                chart_widen(&drawing->plane.y, point->interval.low);
                chart_widen(&drawing->plane.y, point->interval.high);
            }
        }
    if (has_little(curves))
        chart_widen(&drawing->plane.y, little(drawing, drawing->plane.x.high));
    drawing->plane.log_x = drawing->plane.x.low > 0 &&
                           drawing->plane.x.high / drawing->plane.x.low >= WIDE;
}

/* ---- the curves ---- */

static void put_curve(struct drawing *drawing, int number)
{
    const struct curve *curve = &drawing->curves->list[number];
    fprintf(drawing->plane.script, "$C%d << EOD\n", number);
    for (int i = 0; i < curve->count; i++) {
        const struct point *point = &curve->points[i];
        struct interval interval = point->interval;
        if (isnan(point->value) || (drawing->plane.log_y && point->value <= 0))
            continue;
        if (interval.level <= 0 || !(interval.low > 0))
            interval.low = interval.high = point->value;
        fprintf(drawing->plane.script, "%.8g %.8g %.8g %.8g\n", point->x,
                point->value, interval.low, interval.high);
    }
    fputs("NaN NaN NaN NaN\nEOD\n", drawing->plane.script);
}

/* Marks where a curve has no value because its cell failed, at the height of
 * its last value. Returns that of the whole curve. */
static double put_failures(struct drawing *drawing, int number)
{
    const struct curve *curve = &drawing->curves->list[number];
    double last = NAN;
    fprintf(drawing->plane.script, "$F%d << EOD\n", number);
    for (int i = 0; i < curve->count; i++) {
        const struct point *point = &curve->points[i];
        if (!isnan(point->value))
            last = point->value;
        else if (curve_fails(point))
            fprintf(drawing->plane.script, "%.8g %.8g\n", point->x,
                    isnan(last) ? drawing->plane.y.low : last);
    }
    fputs("NaN NaN\nEOD\n", drawing->plane.script);
    return last;
}

static void plot_part(struct drawing *drawing, const char *text)
{
    fprintf(drawing->plane.script, "%s%s", drawing->parts++ ? ", " : "plot ",
            text);
}

static void plot_curve(struct drawing *drawing, int number)
{
    char text[400];
    const struct chart_style *style =
        chart_style_of(drawing->curves->list[number].model);
    unsigned colour = (unsigned)style->light;
    snprintf(text, sizeof text,
             "$C%d using 1:3:(0):($4-$3) with vectors nohead lw 1.2 lc rgb "
             "'#%06x', "
             "$C%d using 1:2 with linespoints pt %d ps 1 lw 2.5 lc rgb "
             "'#%06x', $F%d using 1:2 with points pt 2 ps 1.4 lw 3 lc rgb "
             "'#%06x'",
             number, colour, number, style->point, colour, number, colour);
    plot_part(drawing, text);
}

/* ---- what is drawn beside them ---- */

/* A line of theory, from x = `from` to the last value swept. */
static void put_reference(struct drawing *drawing, const char *name,
                          const char *label, double from,
                          double (*value)(const struct drawing *, double))
{
    double to = drawing->curves->xs[drawing->curves->xs_count - 1];
    double last = NAN;
    fprintf(drawing->plane.script, "$%s << EOD\n", name);
    for (int i = 0; i <= STEPS; i++) {
        double part = (double)i / STEPS;
        double x = drawing->plane.log_x ? from * pow(to / from, part)
                                        : from + (to - from) * part;
        last = value(drawing, x);
        fprintf(drawing->plane.script, "%.8g %.8g\n", x, last);
    }
    fputs("EOD\n", drawing->plane.script);
    plane_add_label(&drawing->plane, label, last, 0);
}

/* The laws assume that each worker has a core. */
static double with_a_core(const struct drawing *drawing, double width)
{
    return width > drawing->cores ? drawing->cores : width;
}

static double amdahl_example(const struct drawing *drawing, double width)
{
    double workers = with_a_core(drawing, width);
    return workers / (1 + SERIAL_SHARE * (workers - 1));
}

static void put_references(struct drawing *drawing)
{
    if (has_little(drawing->curves))
        put_reference(drawing, "little", "Little W/L", drawing->curves->xs[0],
                      little);
    if (is_scaling(drawing->curves))
        put_reference(drawing, "amdahl", "Amdahl 5 %", drawing->curves->xs[0],
                      amdahl_example);
}

static void put_ceiling(struct drawing *drawing, double ceiling)
{
    if (!is_scaling(drawing->curves) || isnan(ceiling))
        return;
    fprintf(drawing->plane.script,
            "set arrow from graph 0, first %.6g to graph 1, first %.6g nohead"
            " lw 2 dt 2 lc rgb '#000000'\n",
            ceiling, ceiling);
    plane_add_label(&drawing->plane, "ceiling", ceiling, 0);
}

/* Amdahl's law as fitted to the curve, if it could be. */
static void put_fit(struct drawing *drawing, int number)
{
    const struct curve *curve = &drawing->curves->list[number];
    struct fit fit;
    fprintf(drawing->plane.script, "$L%d << EOD\n", number);
    if (is_scaling(drawing->curves)) {
        curves_fit(&fit, FIT_AMDAHL, curve, drawing->cores);
        for (int i = 0; fit.done && i <= STEPS; i++) {
            double x = 1 + (drawing->plane.x.high - 1) * i / STEPS;
            fprintf(drawing->plane.script, "%.8g %.8g\n", x,
                    fit_speedup(&fit, with_a_core(drawing, x)));
        }
    }
    fputs("NaN NaN\nEOD\n", drawing->plane.script);
}

static void plot_all(struct drawing *drawing)
{
    char text[200];
    if (has_little(drawing->curves))
        plot_part(drawing, "$little with lines lw 2 dt 3 lc rgb '#000000'");
    if (is_scaling(drawing->curves))
        plot_part(drawing, "$amdahl with lines lw 2 dt 3 lc rgb '#000000'");
    for (int i = 0; i < drawing->curves->count; i++) {
        snprintf(
            text, sizeof text, "$L%d with lines lw 1.5 dt 4 lc rgb '#%06x'", i,
            (unsigned)chart_style_of(drawing->curves->list[i].model)->light);
        plot_part(drawing, text);
    }
    for (int i = 0; i < drawing->curves->count; i++)
        plot_curve(drawing, i);
    fputc('\n', drawing->plane.script);
}

static void draw(struct drawing *drawing, const struct measures *measures)
{
    double ceiling = curves_ceiling(measures);
    find_ranges(drawing);
    if (is_scaling(drawing->curves)) {
        chart_widen(&drawing->plane.y, ceiling);
        chart_widen(&drawing->plane.y,
                    amdahl_example(drawing, drawing->plane.x.high));
    }
    plane_widen(&drawing->plane);
    plane_put_axes(&drawing->plane);
    for (int i = 0; i < drawing->curves->count; i++) {
        const struct curve *curve = &drawing->curves->list[i];
        put_curve(drawing, i);
        put_fit(drawing, i);
        plane_add_label(&drawing->plane, curve->name, put_failures(drawing, i),
                        chart_style_of(curve->model)->light);
    }
    put_references(drawing);
    put_ceiling(drawing, ceiling);
    plane_put_labels(&drawing->plane);
    plot_all(drawing);
}

static bool has_values(const struct curves *curves)
{
    for (int i = 0; i < curves->count; i++)
        for (int j = 0; j < curves->list[i].count; j++)
            if (!isnan(curves->list[i].points[j].value))
                return true;
    return false;
}

int chart_curves(struct chart *chart, const struct measures *measures,
                 int index, enum plot plot)
{
    struct curves curves;
    int err = curves_make(&curves, measures, index, plot);
    if (err || !has_values(&curves))
        goto out;
    const struct picture *picture = picture_of(plot);
    struct drawing drawing = {
        .curves = &curves,
        .plane = {.x_name = axis_of(&curves),
                  .y_name = picture->axis,
                  .xs = curves.xs,
                  .xs_count = curves.xs_count,
                  .words = picture->words,
                  .bytes = picture->bytes,
                  .x_words = is_efficiency(&curves) ? words_time : NULL,
                  .unit = is_efficiency(&curves) ? " %%" : "×",
                  .log_y = !is_scaling(&curves) && !is_efficiency(&curves)},
        .cores = measures->cores,
    };
    chart_name(chart, curves.of->experiment->name, index + 1, picture->file);
    snprintf(
        chart->alt, sizeof chart->alt,
        "%s against the sweep's values, one line per series. The table has the "
        "figures.",
        picture->alt);
    drawing.plane.script =
        gnuplot_begin(chart->width, PLANE_HEIGHT, CHART_FONT_SIZE);
    if (drawing.plane.script) {
        draw(&drawing, measures);
        err = gnuplot_end(drawing.plane.script, &chart->svg, chart->why);
    }
out:
    curves_free(&curves);
    return err;
}
