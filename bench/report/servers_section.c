/* servers_section.c -- what the clients of servers saw, and where servers
 * differ.
 *
 * A server's cells are those of a series, or the one cell that is not swept.
 * Two servers differ at a number of connections if the whole interval of their
 * paired ratio lies beyond a tie; what is less is not called equal. */
#include "bench/report/servers_section.h"

#include <math.h>
#include <string.h>

#include "bench/judge/words.h"
#include "bench/report/sections.h"

static struct words words_us(double us)
{
    return words_time(us / 1e6);
}

static struct words words_ns(double ns)
{
    return words_time(ns / 1e9);
}

static const struct metric {
    const char *title, *name;
    const char *plus; /* is added to it, or NULL */
    struct words (*words)(double value);
    const char *more, *less, *noun; /* NULL: no words about it */
} metrics[] = {
    {"Requests a second", "findings.requests_per_s", NULL, words_count, "more",
     "fewer", "requests a second"},
    {"Half of the answers took at most", "findings.p50_us", NULL, words_us,
     "longer", "shorter", "p50"},
    {"99 of 100 answers took at most", "findings.p99_us", NULL, words_us,
     "longer", "shorter", "p99"},
    {"999 of 1,000 answers took at most", "findings.p999_us", NULL, words_us,
     NULL, NULL, NULL},
    {"CPU time of the server", "user_ns", "sys_ns", words_ns, "more", "less",
     "CPU time"},
    {"Peak memory of the server, with the kernel's", "memory.total_bytes", NULL,
     words_bytes, "more", "less", "memory"},
};
#define METRICS (sizeof metrics / sizeof *metrics)

/* What is written about. */
struct scene {
    const struct measures *all;
    const struct experiment_measures *of;
    int index;
};

static const char *server_of(const struct cell_measures *cell)
{
    return cell->cell->swept ? cell->cell->series : cell->cell->name;
}

static double place_of(const struct cell_measures *cell)
{
    return cell->cell->swept ? cell->cell->x : 0;
}

/* The server's cell with the fewest connections above `after`, or NULL. */
static const struct cell_measures *next_of(const struct scene *scene,
                                           const char *server, double after)
{
    const struct cell_measures *next = NULL;
    for (int i = 0; i < scene->of->cells_count; i++) {
        const struct cell_measures *cell = &scene->of->cells[i];
        if (strcmp(server_of(cell), server) == 0 && place_of(cell) > after &&
            (!next || place_of(cell) < place_of(next)))
            next = cell;
    }
    return next;
}

static const struct cell_measures *cell_at(const struct scene *scene,
                                           const char *server, double x)
{
    const struct cell_measures *cell =
        next_of(scene, server, nextafter(x, -INFINITY));
    return cell && place_of(cell) <= x ? cell : NULL;
}

static bool is_first(const struct scene *scene,
                     const struct cell_measures *cell)
{
    return next_of(scene, server_of(cell), -INFINITY) == cell;
}

static void take(struct series *series, const struct scene *scene,
                 const struct cell_measures *cell, const struct metric *metric)
{
    const struct results *results = scene->all->results;
    int at = (int)(cell - scene->of->cells);
    series_take(series, results, scene->index, at, metric->name);
    if (metric->plus) {
        struct series plus;
        series_take(&plus, results, scene->index, at, metric->plus);
        series_add(series, series, &plus);
    }
}

/* ---- tables ---- */

/* Memory is there from the warm-up block alone, unless a cell is metered. */
static double figure_of(const struct scene *scene,
                        const struct cell_measures *cell,
                        const struct metric *metric)
{
    struct series series;
    take(&series, scene, cell, metric);
    return isnan(series.median) && !metric->plus
               ? results_metered(scene->all->results, scene->index,
                                 (int)(cell - scene->of->cells), metric->name)
               : series.median;
}

static bool is_known(const struct scene *scene, const struct metric *metric)
{
    for (int i = 0; i < scene->of->cells_count; i++)
        if (!isnan(figure_of(scene, &scene->of->cells[i], metric)))
            return true;
    return false;
}

static void put_row(FILE *md, const struct scene *scene, const char *server,
                    const struct metric *metric, const char *loop)
{
    fputs("| ", md);
    words_markdown(md, server);
    fputs(" |", md);
    for (const struct cell_measures *head = next_of(scene, loop, -INFINITY);
         head; head = next_of(scene, loop, place_of(head))) {
        const struct cell_measures *cell =
            cell_at(scene, server, place_of(head));
        double figure = cell ? figure_of(scene, cell, metric) : (double)NAN;
        fprintf(md, " %s |", metric->words(figure).text);
    }
    fputc('\n', md);
}

/* A row for each server, a column for each number of connections. */
static void put_table(FILE *md, const struct scene *scene,
                      const struct metric *metric, const char *loop)
{
    fprintf(md, "**%s**\n\n| connections |", metric->title);
    for (const struct cell_measures *head = next_of(scene, loop, -INFINITY);
         head; head = next_of(scene, loop, place_of(head)))
        fprintf(md, " %s |", words_count(place_of(head)).text);
    fputs("\n|---|", md);
    for (const struct cell_measures *head = next_of(scene, loop, -INFINITY);
         head; head = next_of(scene, loop, place_of(head)))
        fputs("---:|", md);
    fputc('\n', md);
    for (int i = 0; i < scene->of->cells_count; i++)
        if (is_first(scene, &scene->of->cells[i]))
            put_row(md, scene, server_of(&scene->of->cells[i]), metric, loop);
    fputc('\n', md);
}

/* ---- words ---- */

/* 1: more than the loop, by more than a tie; -1: less; 0: neither is shown. */
static int differs(struct ratio *ratio, const struct scene *scene,
                   const struct cell_measures *cell, const char *loop,
                   const struct metric *metric)
{
    const struct cell_measures *other = cell_at(scene, loop, place_of(cell));
    struct series of, over;
    if (!other || cell->cost.unequal || other->cost.unequal)
        return 0;
    take(&of, scene, cell, metric);
    take(&over, scene, other, metric);
    *ratio = series_ratio(&of, &over, MEASURES_ALPHA);
    if (!(ratio->interval.level > 0))
        return 0;
    return (ratio->interval.low > MEASURES_TIE) -
           (ratio->interval.high < 1 / MEASURES_TIE);
}

/* Neighbouring numbers of connections at which a server differs alike. */
struct stretch {
    int sign;
    double from, to;
    struct ratio last;
    bool first, open; /* begins with the first number, ends with the last */
};

/* " from 100 connections on", " at 10 to 100 connections", "" if all there is. */
static void put_where(FILE *md, const struct stretch *stretch)
{
    if (stretch->first && stretch->open)
        return;
    fprintf(md, " %s %s",
            stretch->open && stretch->to > stretch->from ? "from" : "at",
            words_count(stretch->from).text);
    if (stretch->open && stretch->to > stretch->from) {
        fputs(" connections on", md);
        return;
    }
    if (stretch->to > stretch->from)
        fprintf(md, " to %s", words_count(stretch->to).text);
    fputs(stretch->to > 1 ? " connections" : " connection", md);
}

/* "; fewer requests a second from 100 connections on, 0.40× at 10,000", or
 * ", fewer at 10,000 connections, 0.50×" as the next of its metric. */
static void put_stretch(FILE *md, const struct stretch *stretch,
                        const struct metric *metric, bool next)
{
    fputs(stretch->sign > 0 ? metric->more : metric->less, md);
    if (!next)
        fprintf(md, " %s", metric->noun);
    put_where(md, stretch);
    fprintf(
        md, ", %s",
        words_estimate(stretch->last.estimate, stretch->last.interval).text);
    if (stretch->to > stretch->from)
        fprintf(md, " at %s", words_count(stretch->to).text);
}

/* The server's next stretch from `x` on, of sign 0 if there is none. Sets `x`
 * to where it ends. */
static struct stretch next_stretch(const struct scene *scene,
                                   const char *server, const char *loop,
                                   const struct metric *metric, double *x)
{
    struct stretch stretch = {.sign = 0};
    const struct cell_measures *cell = next_of(scene, server, *x);
    for (; cell; cell = next_of(scene, server, place_of(cell))) {
        struct ratio ratio = {NAN, {NAN, NAN, 0}};
        int sign = differs(&ratio, scene, cell, loop, metric);
        if (stretch.sign && sign != stretch.sign)
            return stretch;
        *x = stretch.to = place_of(cell);
        stretch.last = ratio;
        if (sign && !stretch.sign) {
            stretch.sign = sign;
            stretch.from = *x;
            stretch.first = is_first(scene, cell);
        }
    }
    stretch.open = true;
    return stretch;
}

/* All of one metric. Returns what is to stand before the next one. */
static const char *put_metric(FILE *md, const struct scene *scene,
                              const char *server, const char *loop,
                              const struct metric *metric, const char *before)
{
    double x = -INFINITY;
    bool next = false;
    for (;;) {
        struct stretch stretch = next_stretch(scene, server, loop, metric, &x);
        if (!stretch.sign)
            return next ? "; " : before;
        fputs(next ? ", " : before, md);
        put_stretch(md, &stretch, metric, next);
        next = true;
    }
}

/* Was anything of it compared, with blocks enough for an interval? */
static bool is_compared(const struct scene *scene, const char *server,
                        const char *loop)
{
    for (const struct cell_measures *cell = next_of(scene, server, -INFINITY);
         cell; cell = next_of(scene, server, place_of(cell)))
        for (size_t m = 0; m < METRICS; m++) {
            struct ratio ratio = {NAN, {NAN, NAN, 0}};
            differs(&ratio, scene, cell, loop, &metrics[m]);
            if (ratio.interval.level > 0)
                return true;
        }
    return false;
}

static void put_heading(FILE *md, const char *loop)
{
    fputs("Beside ", md);
    words_markdown(md, loop);
    fprintf(md,
            ", by ratios within a block, and only where the whole 95 %% "
            "interval lies beyond %s; each is shown by itself, so of very "
            "many one may be chance:\n\n",
            words_times(MEASURES_TIE).text);
}

static void put_differences(FILE *md, const struct scene *scene,
                            const char *loop)
{
    bool any = false;
    for (int i = 0; i < scene->of->cells_count; i++) {
        const struct cell_measures *cell = &scene->of->cells[i];
        const char *server = server_of(cell), *before = ": ";
        if (!is_first(scene, cell) || strcmp(server, loop) == 0 ||
            !is_compared(scene, server, loop))
            continue;
        if (!any)
            put_heading(md, loop);
        any = true;
        fputs("- ", md);
        words_markdown(md, server);
        for (size_t m = 0; m < METRICS; m++)
            if (metrics[m].noun)
                before =
                    put_metric(md, scene, server, loop, &metrics[m], before);
        fputs(*before == ':' ? ": no difference is shown.\n" : ".\n", md);
    }
    fputs(any ? "\n" : "", md);
}

/* The server that the others are held against: the first loop that serves, or
 * NULL. */
static const char *find_loop(const struct experiment_measures *of)
{
    const struct cell_measures *loop = measures_of(of, "async");
    if (!loop ||
        strcmp(cell_workload(of->experiment, loop->cell), "serve") != 0)
        return NULL;
    return server_of(loop);
}

void section_servers(FILE *md, const struct measures *all, int index)
{
    const struct scene scene = {all, &all->experiments[index], index};
    const struct experiment *asked = scene.of->experiment;
    const char *loop = find_loop(scene.of);
    bool swept = asked->sweep && asked->sweep->option == SWEEP_TASKS;
    if (!loop || (asked->sweep && !swept))
        return;
    for (size_t m = 0; swept && m < METRICS; m++)
        if (is_known(&scene, &metrics[m]))
            put_table(md, &scene, &metrics[m], loop);
    if (!all->noisy)
        put_differences(md, &scene, loop);
}
