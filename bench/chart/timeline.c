/* timeline.c -- the picture of one run of each cell: one row per task, hollow
 * while it waits, hatched while it is ready but without its turn, solid while
 * it works. */
#include "bench/chart/timeline.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/judge/words.h"
#include "bench/results/stretches.h"
#include "core/base/text.h"
#include "core/base/units.h"

#define PANELS_MAX    8
#define COLUMNS       3  /* of panels, where the picture is wide */
#define TASKS_MAX     24 /* rows that can still be told apart */
#define ROW_HEIGHT    14
#define BAR_HEIGHT    10
#define TITLE_HEIGHT  34
#define LEGEND_HEIGHT 34 /* of each of its lines */
#define AXIS_HEIGHT   72
#define HATCH_WIDTH   2 /* of a stroke, in pixels; as wide is the gap */

struct panel {
    const struct cell *cell;
    struct trace trace;
};

/* All heights in the picture are in pixels from its top. The panels stand in
 * columns on one axis: each begins `span_ms` after the one before it. */
struct timeline {
    struct panel panels[PANELS_MAX];
    int count, columns;
    double end_ms; /* of the slowest panel */
    double span_ms;
    double hatch_ms; /* HATCH_WIDTH as time */
    double rate;     /* at which tasks are due, a second; 0: at none */
    struct usual_waits usual;
};

static const char *model_of(const struct panel *panel)
{
    const struct cell *cell = panel->cell;
    return cell->model ? cell->model : cell->name;
}

static int panel_height(const struct timeline *timeline)
{
    int rows = 0;
    for (int i = 0; i < timeline->count; i++)
        if (timeline->panels[i].trace.count > rows)
            rows = timeline->panels[i].trace.count;
    return TITLE_HEIGHT + ROW_HEIGHT * rows + 12;
}

/* Says which cell is not in the picture, and why. */
static void leave_out(struct chart *chart, const struct cell *cell,
                      const char *why)
{
    text_append(chart->left_out, sizeof chart->left_out, "%s%s: %s",
                *chart->left_out ? "; " : "", cell->name, why);
}

/* A cell that left no trace is told of elsewhere. */
static void panel_load(struct timeline *timeline, struct chart *chart,
                       const struct cell *cell, const char *path)
{
    struct panel panel = {.cell = cell};
    char why[WHY_MAX];
    size_t before = strlen(path) + 2; /* what is said before the reason */
    int err = trace_read(&panel.trace, path, why);
    if (err == -ENOENT)
        return;
    double end_ms = (double)trace_end_ns(&panel.trace) / 1e6;
    if (err)
        leave_out(chart, cell, strlen(why) > before ? why + before : why);
    else if (timeline->count == PANELS_MAX)
        leave_out(chart, cell, "there is no more room");
    else if (panel.trace.count > TASKS_MAX)
        leave_out(chart, cell, "too many tasks to tell apart");
    else if (end_ms <= 0)
        leave_out(chart, cell, "no task ran");
    else {
        if (strcmp(model_of(&panel), "sequential") == 0)
            usual_waits_find(&timeline->usual, &panel.trace);
        timeline->panels[timeline->count++] = panel;
        timeline->end_ms = fmax(timeline->end_ms, end_ms);
        return;
    }
    trace_free(&panel.trace);
}

static void timeline_load(struct timeline *timeline, struct chart *chart,
                          const char *dir, const struct experiment *experiment)
{
    char path[PATH_MAX];
    if (experiment->rate &&
        units_parse_rate(experiment->rate, &timeline->rate) < 0)
        timeline->rate = 0;
    for (unsigned i = 0; i < experiment->cells_count; i++) {
        const struct cell *cell = &experiment->cells[i];
        trace_path(path, dir, experiment->name, cell->name);
        panel_load(timeline, chart, cell, path);
    }
}

static void timeline_free(struct timeline *timeline)
{
    for (int i = 0; i < timeline->count; i++)
        trace_free(&timeline->panels[i].trace);
}

static int64_t due_ns(const struct timeline *timeline, int64_t index)
{
    if (timeline->rate <= 0)
        return -1;
    /* Later than any trace ends. */
    return (int64_t)fmin((double)index * 1e9 / timeline->rate, 1e18);
}

/* ---- what the bars say, in words ---- */

/* Says what overlaps in the trace. */
static const char *overlap_of(const struct trace *trace)
{
    static const char *const words[] = {"nothing overlaps", "waits overlap",
                                        "work overlaps",
                                        "waits and work overlap"};
    int waiting, working;
    trace_peaks(trace, &waiting, &working);
    return words[(waiting > 1) + 2 * (working > 1)];
}

/* How long a task of the panel was ready without its turn, on average. */
static double ready_s(const struct timeline *timeline,
                      const struct panel *panel)
{
    double ready_ns = 0;
    for (int i = 0; i < panel->trace.count; i++) {
        const struct trace_task *task = &panel->trace.tasks[i];
        struct stretch *list;
        int count = stretches_find(&list, task, &timeline->usual,
                                   due_ns(timeline, task->index));
        ready_ns += stretches_ns(list, count, STRETCH_READY);
        free(list);
    }
    return ready_ns / panel->trace.count / 1e9;
}

static void put_note(char *note, size_t size, const struct timeline *timeline)
{
    size_t len = 0;
    note[0] = '\0';
    if (timeline->usual.count == 0)
        return;
    for (int i = 0; i < timeline->count && len < size; i++)
        len += (size_t)snprintf(
            note + len, size - len, "%s%.30s %s", i ? ", " : "",
            timeline->panels[i].cell->name,
            words_time(ready_s(timeline, &timeline->panels[i])).text);
}

/* ---- the bars ---- */

/* One bar as data: a point on it, and its four edges. */
static void put_bar(FILE *script, double begin, double end, double low,
                    double high)
{
    if (end > begin)
        fprintf(script, "%.6g %.6g %.6g %.6g %.6g %.6g\n", begin, low, begin,
                end, low, high);
}

/* Strokes side by side: gnuplot's own patterns cannot be coloured by a page. */
static void put_hatching(FILE *script, double begin, double end, double low,
                         double high, double stroke)
{
    int strokes = (int)ceil((end - begin) / (2 * stroke));
    for (int i = 0; i < strokes; i++) {
        double at = begin + 2 * i * stroke;
        put_bar(script, at, fmin(at + stroke, end), low, high);
    }
}

/* Where a panel lies. */
struct place {
    double left_ms, top;
};

static double row_y(const struct place *place, int row)
{
    return place->top + TITLE_HEIGHT + ROW_HEIGHT * (row + 0.5);
}

static void put_stretch(FILE *script, const struct timeline *timeline,
                        const struct stretch *stretch, double left_ms,
                        double middle)
{
    double begin = left_ms + (double)stretch->begin_ns / 1e6;
    double end = left_ms + (double)stretch->end_ns / 1e6;
    double high = middle + BAR_HEIGHT / 2.0 - BAR_HEIGHT * stretch->from;
    double low = middle + BAR_HEIGHT / 2.0 - BAR_HEIGHT * stretch->to;
    if (stretch->state == STRETCH_READY)
        put_hatching(script, begin, end, low, high, timeline->hatch_ms);
    else if (stretch->state == STRETCH_WAITS)
        put_bar(script, begin, end, low + 1, high - 1);
    else
        put_bar(script, begin, end, low, high);
}

/* Puts the panel's bars: the hollow ones, or all that are filled. */
static void put_bars(FILE *script, const struct timeline *timeline,
                     const struct panel *panel, const struct place *place,
                     bool hollow)
{
    for (int i = 0; i < panel->trace.count; i++) {
        const struct trace_task *task = &panel->trace.tasks[i];
        struct stretch *list;
        int count = stretches_find(&list, task, &timeline->usual,
                                   due_ns(timeline, task->index));
        for (int j = 0; j < count; j++)
            if ((list[j].state == STRETCH_WAITS) == hollow)
                put_stretch(script, timeline, &list[j], place->left_ms,
                            row_y(place, i));
        free(list);
    }
}

/* A stroke where each task is due. */
static void put_arrivals(FILE *script, const struct timeline *timeline,
                         const struct panel *panel, const struct place *place)
{
    for (int i = 0; i < panel->trace.count && timeline->rate > 0; i++) {
        double at = place->left_ms +
                    (double)due_ns(timeline, panel->trace.tasks[i].index) / 1e6;
        double half = timeline->hatch_ms / 2, y = row_y(place, i);
        put_bar(script, at - half, at + half, y - ROW_HEIGHT / 2.0,
                y + ROW_HEIGHT / 2.0);
    }
}

static void put_panel(FILE *script, const struct timeline *timeline, int number,
                      const struct place *place)
{
    const struct panel *panel = &timeline->panels[number];
    double end_ms = (double)trace_end_ns(&panel->trace) / 1e6;
    double title_y = place->top + TITLE_HEIGHT / 2.0;
    fprintf(script, "$W%d << EOD\n", number);
    put_bars(script, timeline, panel, place, true);
    fprintf(script, "NaN NaN NaN NaN NaN NaN\nEOD\n$S%d << EOD\n", number);
    put_bars(script, timeline, panel, place, false);
    fprintf(script, "NaN NaN NaN NaN NaN NaN\nEOD\n$D%d << EOD\n", number);
    put_arrivals(script, timeline, panel, place);
    fputs("NaN NaN NaN NaN NaN NaN\nEOD\nset label ", script);
    gnuplot_put_label(script, panel->cell->name);
    fprintf(script,
            " at %.6g, %.6g tc rgb '#%06x' noenhanced\n"
            "set label '%s' at %.6g, %.6g right\n"
            "set label '%s' at %.6g, %.6g offset character 0.6, 0\n",
            place->left_ms, title_y,
            (unsigned)chart_style_of(model_of(panel))->light,
            overlap_of(&panel->trace),
            place->left_ms + 0.93 * timeline->span_ms, title_y,
            words_time(end_ms / 1e3).text, place->left_ms + end_ms,
            row_y(place, panel->trace.count - 1));
}

/* ---- around the bars ---- */

static int legend_lines(const struct timeline *timeline)
{
    return timeline->columns > 1 ? 1 : 2;
}

/* A bar of each kind, placed as a panel's would be. */
static void put_legend(FILE *script, const struct timeline *timeline)
{
    static const struct {
        const char *set, *text;
    } keys[] = {{"W", "waits"},
                {"S", "works"},
                {"H", "ready, without its turn"},
                {"D", "arrives"}};
    /* Of the width: a bar each, in one line or in two of two. */
    static const double one_line[] = {0, 0.14, 0.28, 0.6};
    static const double two_lines[] = {0, 0.26, 0, 0.6};
    bool wide = timeline->columns > 1;
    int count = timeline->rate > 0 ? 4 : 3;
    double all_ms = timeline->columns * timeline->span_ms;
    double bar_ms = 16 * timeline->hatch_ms;
    for (int i = 0; i < count; i++) {
        double begin = (wide ? one_line : two_lines)[i] * all_ms;
        double y = LEGEND_HEIGHT * (0.5 + (!wide && i >= 2));
        double low = y - BAR_HEIGHT / 2.0, high = y + BAR_HEIGHT / 2.0;
        double end = begin + (i == 3 ? timeline->hatch_ms : bar_ms);
        fprintf(script, "$%s << EOD\n", keys[i].set);
        if (i == 2)
            put_hatching(script, begin, end, low, high, timeline->hatch_ms);
        else
            put_bar(script, begin, end, low, high);
        fprintf(script,
                "EOD\nset label '%s' at %g, %g offset character 0.4, 0\n",
                keys[i].text, end, y);
    }
}

/* `data` is the number of a panel, or "" for the legend. */
static void put_plot(FILE *script, const char *before, const char *data,
                     int colour)
{
    fprintf(script,
            "%s$W%s using 1:2:3:4:5:6 with boxxyerror lc rgb '#%06x' lw 1.5"
            " fs empty border"
            ", $S%s using 1:2:3:4:5:6 with boxxyerror lc rgb '#%06x'"
            " fs solid 1 noborder",
            before, data, (unsigned)colour, data, (unsigned)colour);
}

static void put_marks(FILE *script, const char *set, const char *data)
{
    fprintf(script,
            ", $%s%s using 1:2:3:4:5:6 with boxxyerror lc rgb '#000000'"
            " fs solid 1 noborder",
            set, data);
}

static void put_plots(FILE *script, const struct timeline *timeline)
{
    char data[12];
    put_plot(script, "plot ", "", 0);
    put_marks(script, "H", "");
    if (timeline->rate > 0)
        put_marks(script, "D", "");
    for (int i = 0; i < timeline->count; i++) {
        snprintf(data, sizeof data, "%d", i);
        put_plot(script, ", ", data,
                 chart_style_of(model_of(&timeline->panels[i]))->light);
        if (timeline->rate > 0)
            put_marks(script, "D", data);
    }
    fputc('\n', script);
}

/* 1, 2 or 5 times a power of ten: about four of them reach `end_ms`. */
static double tick_ms(double end_ms)
{
    static const double steps[] = {1, 2, 5};
    double power = 0.001;
    while (power * 50 < end_ms)
        power *= 10;
    for (int i = 0; i < 3; i++)
        if (end_ms / (steps[i] * power) <= 5)
            return steps[i] * power;
    return 10 * power;
}

/* Each column has a scale of its own. */
static void put_scales(FILE *script, const struct timeline *timeline)
{
    double step = tick_ms(timeline->end_ms);
    const char *comma = "";
    fputs("set xtics (", script);
    for (int column = 0; column < timeline->columns; column++)
        for (int i = 0; i * step <= timeline->end_ms; i++) {
            fprintf(script, "%s'%g' %.6g", comma, i * step,
                    column * timeline->span_ms + i * step);
            comma = ", ";
        }
    fputs(")\n", script);
}

static int timeline_draw(struct chart *chart, struct timeline *timeline)
{
    timeline->columns = chart->width < CHART_WIDE   ? 1
                        : timeline->count < COLUMNS ? timeline->count
                                                    : COLUMNS;
    timeline->span_ms = timeline->end_ms * (timeline->columns > 1 ? 1.27 : 1.2);
    timeline->hatch_ms = HATCH_WIDTH * timeline->columns * timeline->span_ms /
                         (0.96 * chart->width);
    int rows = (timeline->count + timeline->columns - 1) / timeline->columns;
    int legend = LEGEND_HEIGHT * legend_lines(timeline);
    int height = legend + AXIS_HEIGHT + rows * panel_height(timeline);
    FILE *script = gnuplot_begin(chart->width, height, CHART_FONT_SIZE);
    if (!script)
        return 0;
    put_legend(script, timeline);
    for (int i = 0; i < timeline->count; i++) {
        int row = i / timeline->columns, column = i % timeline->columns;
        struct place place = {column * timeline->span_ms,
                              legend + row * panel_height(timeline)};
        put_panel(script, timeline, i, &place);
    }
    put_scales(script, timeline);
    fprintf(script,
            "set xrange [0:%.6g]\nset yrange [%d:0]\nunset ytics\n"
            "set tmargin at screen 1\nset bmargin at screen %.4f\n"
            "set lmargin at screen 0.02\nset rmargin at screen 0.98\n"
            "set xlabel 'time since the start, ms' offset character 0, 0.4\n",
            timeline->columns * timeline->span_ms, height - AXIS_HEIGHT,
            (double)AXIS_HEIGHT / height);
    put_plots(script, timeline);
    return gnuplot_end(script, &chart->svg, chart->why);
}

int chart_timeline(struct chart *chart, const struct results *results)
{
    struct timeline timeline = {.count = 0};
    const struct suite *suite = results->suite;
    for (unsigned i = 0; i < suite->experiments_count; i++)
        if (strcmp(suite->experiments[i].name, CHART_TIMELINE) == 0)
            timeline_load(&timeline, chart, results->dir,
                          &suite->experiments[i]);
    int err = 0;
    if (timeline.count > 0) {
        snprintf(chart->file, sizeof(chart->file), "charts/00-timeline.svg");
        snprintf(chart->alt, sizeof(chart->alt),
                 "When each task waited, was ready without its turn, and "
                 "worked, one row per task, in one run of each cell.");
        put_note(chart->note, sizeof chart->note, &timeline);
        err = timeline_draw(chart, &timeline);
    }
    timeline_free(&timeline);
    return err;
}
