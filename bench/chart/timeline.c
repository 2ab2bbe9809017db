/* timeline.c -- the picture of one run of each cell: one row per task,
 * hollow while it waits, solid while it works. */
#include "bench/chart/timeline.h"

#include <string.h>
#include <unistd.h>

#include "bench/judge/words.h"
#include "bench/results/trace.h"

#define PANELS_MAX    8
#define TASKS_MAX     24 /* rows that can still be told apart */
#define ROW_HEIGHT    13
#define BAR_HEIGHT    9
#define WAIT_HEIGHT   7
#define SHARE_MIN     0.15 /* a lower bar could not be seen */
#define TITLE_HEIGHT  32
#define LEGEND_HEIGHT 36
#define AXIS_HEIGHT   72

struct panel {
    const struct cell *cell;
    struct trace trace;
};

/* All heights in the picture are in pixels from its top. */
struct timeline {
    struct panel panels[PANELS_MAX];
    int count;
    double end_ms; /* of the slowest panel */
};

static const char *model_of(const struct panel *panel)
{
    const struct cell *cell = panel->cell;
    return cell->model ? cell->model : cell->name;
}

static int panel_height(const struct panel *panel)
{
    return TITLE_HEIGHT + ROW_HEIGHT * panel->trace.count + 12;
}

static void timeline_load(struct timeline *timeline, const char *dir,
                          const struct experiment *experiment)
{
    char path[PATH_MAX], why[WHY_MAX];
    for (unsigned i = 0; i < experiment->cells_count; i++) {
        struct panel *panel = &timeline->panels[timeline->count];
        panel->cell = &experiment->cells[i];
        trace_path(path, dir, experiment->name, panel->cell->name);
        if (timeline->count == PANELS_MAX ||
            trace_read(&panel->trace, path, why) < 0)
            continue;
        double end_ms = (double)trace_end_ns(&panel->trace) / 1e6;
        if (end_ms <= 0 || panel->trace.count > TASKS_MAX) {
            trace_free(&panel->trace);
            continue;
        }
        timeline->count++;
        if (end_ms > timeline->end_ms)
            timeline->end_ms = end_ms;
    }
}

static void timeline_free(struct timeline *timeline)
{
    for (int i = 0; i < timeline->count; i++)
        trace_free(&timeline->panels[i].trace);
}

/* One bar as data: a point on it, and its four edges. */
static void put_bar(FILE *script, int64_t begin_ns, int64_t end_ns, double y,
                    double height)
{
    double begin = (double)begin_ns / 1e6, end = (double)end_ns / 1e6;
    if (end > begin)
        fprintf(script, "%.6g %.6g %.6g %.6g %.6g %.6g\n", begin, y, begin, end,
                y - height / 2, y + height / 2);
}

static double row_y(double top, int row)
{
    return top + TITLE_HEIGHT + ROW_HEIGHT * (row + 0.5);
}

static void put_waits(FILE *script, const struct panel *panel, double top)
{
    for (int i = 0; i < panel->trace.count; i++) {
        const struct trace_task *task = &panel->trace.tasks[i];
        for (int j = 0; j < task->waits_count; j++)
            put_bar(script, task->waits[j].begin_ns, task->waits[j].end_ns,
                    row_y(top, i), WAIT_HEIGHT);
    }
}

/* The share of a core that a task had while it worked. Its bar is as high as
 * that, so that the area is CPU time. */
static double share_of(const struct trace_task *task)
{
    int64_t work_ns = task->end_ns - task->begin_ns;
    for (int i = 0; i < task->waits_count; i++)
        work_ns -= task->waits[i].end_ns - task->waits[i].begin_ns;
    if (task->cpu_ns < 0 || work_ns <= task->cpu_ns)
        return 1;
    double share = (double)task->cpu_ns / (double)work_ns;
    return share < SHARE_MIN ? SHARE_MIN : share;
}

/* Whatever lies between a task's waits is work. */
static void put_work(FILE *script, const struct panel *panel, double top)
{
    for (int i = 0; i < panel->trace.count; i++) {
        const struct trace_task *task = &panel->trace.tasks[i];
        double height = BAR_HEIGHT * share_of(task);
        int64_t begin_ns = task->begin_ns;
        for (int j = 0; j < task->waits_count; j++) {
            put_bar(script, begin_ns, task->waits[j].begin_ns, row_y(top, i),
                    height);
            begin_ns = task->waits[j].end_ns;
        }
        put_bar(script, begin_ns, task->end_ns, row_y(top, i), height);
    }
}

/* Says what overlaps in the trace. */
static const char *overlap_of(const struct trace *trace)
{
    static const char *const words[] = {"nothing overlaps", "waits overlap",
                                        "work overlaps",
                                        "waits overlap, and so does work"};
    int waiting, working;
    trace_peaks(trace, &waiting, &working);
    return words[(waiting > 1) + 2 * (working > 1)];
}

static void put_panel(FILE *script, const struct panel *panel, int number,
                      double top)
{
    double end_ms = (double)trace_end_ns(&panel->trace) / 1e6;
    double title_y = top + TITLE_HEIGHT / 2.0;
    fprintf(script, "$W%d << EOD\n", number);
    put_waits(script, panel, top);
    fprintf(script, "EOD\n$S%d << EOD\n", number);
    put_work(script, panel, top);
    fputs("EOD\nset label ", script);
    gnuplot_put_label(script, panel->cell->name);
    fprintf(script,
            " at graph 0, first %.6g tc rgb '#%06x' noenhanced\n"
            "set label '%s' at graph 1, first %.6g right\n"
            "set label '%s' at %.6g, %.6g offset character 0.6, 0\n",
            title_y, (unsigned)chart_style_of(model_of(panel))->light,
            overlap_of(&panel->trace), title_y, words_time(end_ms / 1e3).text,
            end_ms, row_y(top, panel->trace.count - 1));
}

/* A hollow bar, a solid one and a low one, placed as a panel would be. */
static void put_legend(FILE *script, double end_ms)
{
    static const struct {
        const char *set, *text;
        double at, height;
    } keys[] = {{"W", "waits", 0, WAIT_HEIGHT},
                {"S", "works", 0.22, BAR_HEIGHT},
                {"T", "works with half a core", 0.45, BAR_HEIGHT / 2.0}};
    double y = LEGEND_HEIGHT / 2.0;
    for (int i = 0; i < 3; i++) {
        double begin = keys[i].at * end_ms, half = keys[i].height / 2;
        double end = begin + 0.07 * end_ms;
        fprintf(script,
                "$%s << EOD\n%g %g %g %g %g %g\nEOD\n"
                "set label '%s' at %g, %g\n",
                keys[i].set, begin, y, begin, end, y - half, y + half,
                keys[i].text, begin + 0.085 * end_ms, y);
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

static void put_plots(FILE *script, const struct timeline *timeline)
{
    char data[12];
    put_plot(script, "plot ", "", 0);
    fputs(", $T using 1:2:3:4:5:6 with boxxyerror lc rgb '#000000'"
          " fs solid 1 noborder",
          script);
    for (int i = 0; i < timeline->count; i++) {
        snprintf(data, sizeof data, "%d", i);
        put_plot(script, ", ", data,
                 chart_style_of(model_of(&timeline->panels[i]))->light);
    }
    fputc('\n', script);
}

static int timeline_draw(struct chart *chart, const struct timeline *timeline)
{
    int height = LEGEND_HEIGHT + AXIS_HEIGHT;
    for (int i = 0; i < timeline->count; i++)
        height += panel_height(&timeline->panels[i]);
    FILE *script = gnuplot_begin(CHART_WIDTH, height, CHART_FONT_SIZE);
    if (!script)
        return 0;
    double top = LEGEND_HEIGHT;
    put_legend(script, timeline->end_ms);
    for (int i = 0; i < timeline->count; i++) {
        put_panel(script, &timeline->panels[i], i, top);
        top += panel_height(&timeline->panels[i]);
    }
    fprintf(script,
            "set xrange [0:%.6g]\nset yrange [%d:0]\nunset ytics\n"
            "set tmargin at screen 1\nset bmargin at screen %.4f\n"
            "set lmargin at screen 0.02\nset rmargin at screen 0.98\n"
            "set xlabel 'time since the start, ms' offset character 0, 0.4\n",
            timeline->end_ms * 1.14, height - AXIS_HEIGHT,
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
            timeline_load(&timeline, results->dir, &suite->experiments[i]);
    int err = 0;
    if (timeline.count > 0) {
        snprintf(chart->file, sizeof(chart->file), "charts/00-timeline.svg");
        snprintf(chart->alt, sizeof(chart->alt),
                 "When each task waited and when it worked, one row per task, "
                 "in one run of each cell.");
        err = timeline_draw(chart, &timeline);
    }
    timeline_free(&timeline);
    return err;
}
