/* chart_curves.c -- the picture of a sweep: a curve a series, named at its end,
 * and what theory and the machine have to say beside it. */
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "chart.h"
#include "core/units.h"
#include "curves.h"
#include "words.h"

#define HEIGHT       420
#define WIDE         12 /* so many times as large asks for a log scale */
#define TICKS_MAX    8
#define LABEL_GAP    0.07 /* between labels, of the graph's height */
#define LABELS_MAX   16
#define STEPS        60   /* of a line of theory */
#define SERIAL_SHARE 0.05 /* of the line that shows what Amdahl's law is */

/* How each figure is drawn. */
static const struct look {
    const char *file, *axis, *alt;
    bool log, bytes;
    struct words (*words)(double value);
} looks[PLOTS_COUNT] = {
    {"time", "wall time", "Wall time", true, false, words_time},
    {"speedup", "speed-up over sequential", "Speed-up over sequential", false,
     false, words_times},
    {"throughput", "tasks a second", "Tasks a second", true, false,
     words_count},
    {"latency", "latency of a task, p99", "Latency (p99)", true, false,
     words_time},
    {"cpu", "CPU time a task", "CPU time a task", true, false, words_time},
    {"memory", "memory a task in progress", "Memory for each task in progress",
     true, true, words_bytes},
};

static const struct look *look_of(enum plot plot)
{
    int index = 0;
    while (!(plot >> index & 1))
        index++;
    return &looks[index];
}

/* A name at the right edge, at a height from 0 to 1. */
struct label {
    char text[40];
    double height;
    int colour;
};

struct drawing {
    const struct curves *curves;
    const struct look *look;
    FILE *script;
    struct chart_range x, y;
    bool log_x;
    struct label labels[LABELS_MAX];
    int labels_count;
    double cores;
    int parts; /* of the plot command so far */
};

static const char *axis_of(const struct curves *curves)
{
    switch (curves->of->experiment->sweep->option) {
    case SWEEP_WIDTH:
        return "width: tasks in progress at most";
    case SWEEP_TASKS:
        return "tasks";
    case SWEEP_SIZE:
        return "size";
    case SWEEP_CPU_SHARE:
        break;
    }
    return "share of a task that is waiting, %";
}

/* ---- the scales ---- */

static double server_delay_s(const struct curves *curves)
{
    const struct suite_server *server = curves->of->experiment->server;
    uint64_t ns;
    if (!server || !server->delay ||
        units_parse_duration_ns(server->delay, &ns) < 0 || ns == 0)
        return NAN;
    return (double)ns / 1e9;
}

/* λ = W / L: what a server that takes L lets W workers have. */
static double little(const struct drawing *drawing, double width)
{
    return width / server_delay_s(drawing->curves);
}

static bool has_little(const struct curves *curves)
{
    return curves->plot == PLOT_THROUGHPUT &&
           curves->of->experiment->sweep->option == SWEEP_WIDTH &&
           !isnan(server_delay_s(curves));
}

static bool is_scaling(const struct curves *curves)
{
    return curves->plot == PLOT_SPEEDUP &&
           curves->of->experiment->sweep->option == SWEEP_WIDTH;
}

static void find_ranges(struct drawing *drawing)
{
    const struct curves *curves = drawing->curves;
    drawing->x = (struct chart_range){INFINITY, -INFINITY};
    drawing->y = (struct chart_range){INFINITY, -INFINITY};
    for (int i = 0; i < curves->xs_count; i++)
        chart_widen(&drawing->x, curves->xs[i]);
    for (int i = 0; i < curves->count; i++)
        for (int j = 0; j < curves->list[i].count; j++) {
            const struct point *point = &curves->list[i].points[j];
            if (drawing->look->log && !(point->value > 0))
                continue;
            chart_widen(&drawing->y, point->value);
            if (point->interval.level > 0 && point->interval.low > 0) {
                chart_widen(&drawing->y, point->interval.low);
                chart_widen(&drawing->y, point->interval.high);
            }
        }
    if (has_little(curves))
        chart_widen(&drawing->y, little(drawing, drawing->x.high));
    drawing->log_x =
        drawing->x.low > 0 && drawing->x.high / drawing->x.low >= WIDE;
}

static double place(struct chart_range range, bool log_scale, double value)
{
    return log_scale ? log(value / range.low) / log(range.high / range.low)
                     : (value - range.low) / (range.high - range.low);
}

/* Room around what is shown; what is not logarithmic begins at 0. */
static void widen_ranges(struct drawing *drawing)
{
    struct chart_range *x = &drawing->x, *y = &drawing->y;
    double span = drawing->log_x ? pow(x->high / x->low, 0.03)
                                 : (x->high - x->low) * 0.03 + 1e-9;
    x->low = drawing->log_x ? x->low / span : x->low - span;
    x->high = drawing->log_x ? x->high * span : x->high + span;
    if (drawing->look->log) {
        span = fmax(pow(y->high / y->low, 0.06), 1.15);
        y->low /= span;
        y->high *= span;
    } else {
        y->low = 0;
        y->high = fmax(y->high, 1) * 1.08;
    }
}

static void put_tick(struct drawing *drawing, const char *axis, double value,
                     const char *text, const char *comma)
{
    if (*comma == '(')
        fprintf(drawing->script, "set %stics (", axis);
    else
        fputs(comma, drawing->script);
    gnuplot_put_label(drawing->script, text);
    fprintf(drawing->script, " %.10g", value);
}

/* The values swept over, as long as there is room for them. */
static void put_x_ticks(struct drawing *drawing)
{
    const char *comma = "(";
    const struct curves *curves = drawing->curves;
    double last = -INFINITY;
    for (int i = 0; i < curves->xs_count; i++) {
        double x = curves->xs[i];
        double at = place(drawing->x, drawing->log_x, x);
        struct words words = words_count(x);
        if (at - last < 0.07)
            continue;
        put_tick(drawing, "x", x, words.text, comma);
        comma = ", ";
        last = at;
    }
    fputs(")\n", drawing->script);
}

/* 1, 2 and 5 of each power of ten, or powers of two; then fewer of them. */
static bool is_tick(int step, int thinned, bool bytes)
{
    if (bytes)
        return step % (1 << thinned) == 0;
    return thinned == 0 || step % (3 << (thinned - 1)) == 0;
}

static double tick_at(int step, bool bytes)
{
    static const double first[] = {1, 2, 5};
    int power = (int)floor(step / 3.0);
    return bytes ? exp2(step) : first[step - 3 * power] * pow(10, power);
}

static int count_ticks(const struct drawing *drawing, int thinned)
{
    int count = 0;
    for (int step = -60; step <= 60; step++) {
        double at = tick_at(step, drawing->look->bytes);
        count += at >= drawing->y.low && at <= drawing->y.high &&
                 is_tick(step, thinned, drawing->look->bytes);
    }
    return count;
}

/* "2.00 s" says no more than "2 s" on an axis. */
static void trim(char *text)
{
    char *point = text, *end;
    while (*point && *point != '.')
        point++;
    if (!*point)
        return;
    end = point + 1;
    while (isdigit((unsigned char)*end))
        end++;
    char *keep = end;
    while (keep > point && (keep[-1] == '0' || keep[-1] == '.'))
        if (*--keep == '.')
            break;
    while ((*keep++ = *end++))
        ;
}

static void put_y_ticks(struct drawing *drawing)
{
    const char *comma = "(";
    int thinned = 0;
    while (count_ticks(drawing, thinned) > TICKS_MAX)
        thinned++;
    for (int step = -60; step <= 60; step++) {
        double at = tick_at(step, drawing->look->bytes);
        if (at < drawing->y.low || at > drawing->y.high ||
            !is_tick(step, thinned, drawing->look->bytes))
            continue;
        struct words words = drawing->look->words(at);
        trim(words.text);
        put_tick(drawing, "y", at, words.text, comma);
        comma = ", ";
    }
    fputs(*comma == '(' ? "set ytics\n" : ")\n", drawing->script);
}

static void put_axes(struct drawing *drawing)
{
    FILE *script = drawing->script;
    fprintf(script,
            "%s%sset xrange [%.8g:%.8g]\nset yrange [%.8g:%.8g]\n"
            "set grid xtics ytics lt 1 lw 1 lc rgb '#c8c8c8'\n"
            "set xlabel '%s' offset character 0, 0.4\n"
            "set label '%s' at screen 0.02, screen %.4f left\n"
            "set lmargin 8\nset rmargin 10.5\nset tmargin at screen %.4f\n"
            "set bmargin at screen %.4f\n",
            drawing->log_x ? "set logscale x\n" : "",
            drawing->look->log ? "set logscale y\n" : "", drawing->x.low,
            drawing->x.high, drawing->y.low, drawing->y.high,
            axis_of(drawing->curves), drawing->look->axis, 1 - 16.0 / HEIGHT,
            1 - 40.0 / HEIGHT, (2.0 * CHART_AXIS_HEIGHT + 4) / HEIGHT);
    put_x_ticks(drawing);
    if (drawing->look->log)
        put_y_ticks(drawing);
    else
        fputs("set format y '%g×'\n", script);
}

/* ---- the curves ---- */

static void add_label(struct drawing *drawing, const char *text, double value,
                      int colour)
{
    struct label *label = &drawing->labels[drawing->labels_count];
    double height = place(drawing->y, drawing->look->log, value);
    if (drawing->labels_count == LABELS_MAX || isnan(height))
        return;
    snprintf(label->text, sizeof label->text, "%s", text);
    label->height = fmin(fmax(height, 0), 1);
    label->colour = colour;
    drawing->labels_count++;
}

static int compare_labels(const void *a, const void *b)
{
    const struct label *x = a, *y = b;
    return (x->height > y->height) - (x->height < y->height);
}

/* Names that would lie on one another move apart, from the middle. */
static void put_labels(struct drawing *drawing)
{
    int count = drawing->labels_count;
    qsort(drawing->labels, (size_t)count, sizeof *drawing->labels,
          compare_labels);
    for (int round = 0; round < 60; round++)
        for (int i = 1; i < count; i++) {
            struct label *low = &drawing->labels[i - 1], *high = low + 1;
            double lacks = low->height + LABEL_GAP - high->height;
            if (lacks <= 0)
                continue;
            low->height = fmax(low->height - lacks / 2, 0);
            high->height = low->height + LABEL_GAP;
        }
    for (int i = 0; i < count; i++) {
        fputs("set label ", drawing->script);
        gnuplot_put_label(drawing->script, drawing->labels[i].text);
        fprintf(drawing->script,
                " at graph 1.02, graph %.4f left noenhanced tc rgb '#%06x'\n",
                drawing->labels[i].height, (unsigned)drawing->labels[i].colour);
    }
}

static void put_curve(struct drawing *drawing, int number)
{
    const struct curve *curve = &drawing->curves->list[number];
    fprintf(drawing->script, "$C%d << EOD\n", number);
    for (int i = 0; i < curve->count; i++) {
        const struct point *point = &curve->points[i];
        struct interval interval = point->interval;
        if (isnan(point->value) || (drawing->look->log && point->value <= 0))
            continue;
        if (interval.level <= 0 || !(interval.low > 0))
            interval.low = interval.high = point->value;
        fprintf(drawing->script, "%.8g %.8g %.8g %.8g\n", point->x,
                point->value, interval.low, interval.high);
    }
    fputs("NaN NaN NaN NaN\nEOD\n", drawing->script);
}

/* Where a curve has no value because its cell failed, at its last height. */
static double put_failures(struct drawing *drawing, int number)
{
    const struct curve *curve = &drawing->curves->list[number];
    double last = NAN;
    fprintf(drawing->script, "$F%d << EOD\n", number);
    for (int i = 0; i < curve->count; i++) {
        const struct point *point = &curve->points[i];
        if (!isnan(point->value))
            last = point->value;
        else if (curve_fails(point))
            fprintf(drawing->script, "%.8g %.8g\n", point->x,
                    isnan(last) ? drawing->y.low : last);
    }
    fputs("NaN NaN\nEOD\n", drawing->script);
    return last;
}

static void plot_part(struct drawing *drawing, const char *text)
{
    fprintf(drawing->script, "%s%s", drawing->parts++ ? ", " : "plot ", text);
}

static void plot_curve(struct drawing *drawing, int number)
{
    char text[400];
    const struct chart_style *style =
        chart_style_of(drawing->curves->list[number].model);
    unsigned colour = (unsigned)style->light;
    snprintf(text, sizeof text,
             "$C%d using 1:2:3:4 with yerrorlines pt %d ps 1 lw 2.5"
             " lc rgb '#%06x', $F%d using 1:2 with points pt 2 ps 1.4 lw 3"
             " lc rgb '#%06x'",
             number, style->point, colour, number, colour);
    plot_part(drawing, text);
}

/* ---- what is beside them ---- */

/* A line of theory, from `from` to the last value swept. */
static void put_reference(struct drawing *drawing, const char *name,
                          const char *label, double from,
                          double (*value)(const struct drawing *, double))
{
    double to = drawing->curves->xs[drawing->curves->xs_count - 1];
    double last = NAN;
    fprintf(drawing->script, "$%s << EOD\n", name);
    for (int i = 0; i <= STEPS; i++) {
        double part = (double)i / STEPS;
        double x = drawing->log_x ? from * pow(to / from, part)
                                  : from + (to - from) * part;
        last = value(drawing, x);
        fprintf(drawing->script, "%.8g %.8g\n", x, last);
    }
    fputs("EOD\n", drawing->script);
    add_label(drawing, label, last, 0);
}

/* A law speaks of workers that have a core each. */
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
    fprintf(drawing->script,
            "set arrow from graph 0, first %.6g to graph 1, first %.6g nohead"
            " lw 2 dt 2 lc rgb '#000000'\n",
            ceiling, ceiling);
    add_label(drawing, "ceiling", ceiling, 0);
}

/* The law that fits a curve, where one could be fitted. */
static void put_fit(struct drawing *drawing, int number)
{
    const struct curve *curve = &drawing->curves->list[number];
    struct fit fit;
    fprintf(drawing->script, "$L%d << EOD\n", number);
    if (is_scaling(drawing->curves)) {
        curves_fit(&fit, FIT_AMDAHL, curve, drawing->cores);
        for (int i = 0; fit.done && i <= STEPS; i++) {
            double x = 1 + (drawing->x.high - 1) * i / STEPS;
            fprintf(drawing->script, "%.8g %.8g\n", x,
                    fit_speedup(&fit, with_a_core(drawing, x)));
        }
    }
    fputs("NaN NaN\nEOD\n", drawing->script);
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
    fputc('\n', drawing->script);
}

static void draw(struct drawing *drawing, const struct measures *measures)
{
    double ceiling = curves_ceiling(measures);
    find_ranges(drawing);
    if (is_scaling(drawing->curves)) {
        chart_widen(&drawing->y, ceiling);
        chart_widen(&drawing->y, amdahl_example(drawing, drawing->x.high));
    }
    widen_ranges(drawing);
    put_axes(drawing);
    for (int i = 0; i < drawing->curves->count; i++) {
        const struct curve *curve = &drawing->curves->list[i];
        put_curve(drawing, i);
        put_fit(drawing, i);
        add_label(drawing, curve->name, put_failures(drawing, i),
                  chart_style_of(curve->model)->light);
    }
    put_references(drawing);
    put_ceiling(drawing, ceiling);
    put_labels(drawing);
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
    struct drawing drawing = {
        .curves = &curves, .look = look_of(plot), .cores = measures->cores};
    chart_name(chart, curves.of->experiment->name, index + 1,
               drawing.look->file);
    snprintf(chart->alt, sizeof chart->alt,
             "%s against the sweep's values, a line a model. The table has the "
             "figures.",
             drawing.look->alt);
    drawing.script = gnuplot_begin(CHART_WIDTH, HEIGHT, CHART_FONT_SIZE);
    if (drawing.script) {
        draw(&drawing, measures);
        err = gnuplot_end(drawing.script, &chart->svg, chart->why);
    }
out:
    curves_free(&curves);
    return err;
}
