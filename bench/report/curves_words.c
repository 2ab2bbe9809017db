/* curves_words.c -- what a sweep's curves show, in figures and sentences. */
#include "bench/report/curves_words.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "bench/judge/words.h"

static void put_figure(FILE *md, const struct fit_figure *figure)
{
    fprintf(md, " %.3g | %.3g to %.3g |", figure->value, figure->low,
            figure->high);
}

static void put_law(FILE *md, const struct curve *curve, enum fit_law law,
                    double cores)
{
    struct fit fit;
    curves_fit(&fit, law, curve, cores);
    fputs("| ", md);
    words_markdown(md, curve->name);
    fprintf(md, " | %s |", law == FIT_USL ? "Gunther" : "Amdahl");
    if (!fit.done) {
        fprintf(md, " — | %s | — | — |\n", fit.refused);
        return;
    }
    put_figure(md, &fit.alpha);
    if (law == FIT_USL)
        put_figure(md, &fit.beta);
    else
        fputs(" — | — |", md);
    fputc('\n', md);
}

void curves_put_laws(FILE *md, const struct curves *curves, double cores)
{
    fputs("The dashed line is the ceiling: what independent burns gain on all "
          "cores. The dotted one, for comparison, is Amdahl's law with 5 % of "
          "the work serial. The laws assume that each worker has a core, and "
          "are fitted to the widths where that is so: α is the share of the "
          "work that cannot be spread, β what workers cost each other.\n\n"
          "| series | law | α | 95 % interval | β | 95 % interval |\n"
          "|---|---|---:|---:|---:|---:|\n",
          md);
    for (int i = 0; i < curves->count; i++) {
        put_law(md, &curves->list[i], FIT_AMDAHL, cores);
        put_law(md, &curves->list[i], FIT_USL, cores);
    }
    fputc('\n', md);
}

int curves_put_memory(FILE *md, const struct measures *measures, int index,
                      const struct curves *curves)
{
    int err = 0;
    fputs("The slope of a straight line through all metered runs, memory "
          "against tasks in progress, is the cost of one more task:\n\n"
          "| series | one more task | 95 % interval |\n|---|---:|---:|\n",
          md);
    for (int i = 0; i < curves->count && err == 0; i++) {
        struct fit_line line;
        err = curves_fit_memory(&line, measures, index, &curves->list[i]);
        if (err)
            break;
        fputs("| ", md);
        words_markdown(md, curves->list[i].name);
        if (line.done)
            fprintf(md, " | %s | %s to %s |\n",
                    words_bytes(line.slope.value).text,
                    words_bytes(line.slope.low).text,
                    words_bytes(line.slope.high).text);
        else
            fprintf(md, " | — | %s |\n", line.refused);
    }
    fputc('\n', md);
    return err;
}

/* Which of the curves are the fastest at `x`, by the rule of MEASURES_TIE: a
 * bit each. 0: nothing shows it, or shows them faster than sequential. */
static uint64_t leaders_at(const struct curves *curves, double x)
{
    const struct point *points[64] = {NULL}, *best = NULL;
    int count = curves->count < 64 ? curves->count : 64, compared = 0;
    uint64_t leaders = 0;
    for (int i = 0; i < count; i++) {
        const struct point *point = curve_at(&curves->list[i], x);
        if (!point || point->interval.level <= 0)
            continue;
        points[i] = point;
        compared++;
        if (!best || point->value > best->value)
            best = point;
    }
    if (!best || compared < 2 || best->interval.low <= MEASURES_TIE)
        return 0;
    for (int i = 0; i < count; i++) {
        if (!points[i])
            continue;
        struct ratio slower = series_ratio(&points[i]->cell->time_s,
                                           &best->cell->time_s, MEASURES_ALPHA);
        if (!(slower.interval.level > 0 && slower.interval.low > MEASURES_TIE))
            leaders |= UINT64_C(1) << i;
    }
    return leaders;
}

/* "threads, processes and hybrid" */
static void put_names(FILE *md, const struct curves *curves, uint64_t which)
{
    const char *before = "";
    for (int i = 0; which; i++) {
        uint64_t one = UINT64_C(1) << i;
        if (!(which & one))
            continue;
        which &= ~one;
        fputs(before, md);
        words_markdown(md, curves->list[i].name);
        before = which & (which - 1) ? ", " : " and ";
    }
}

/* "The fastest is threads at 0 %; async and hybrid, which tie, at 20 % to
 * 100 % of waiting." */
void curves_put_leaders(FILE *md, const struct curves *curves)
{
    const char *before = "The fastest is ";
    for (int j = 0, from; j < curves->xs_count;) {
        uint64_t leaders = leaders_at(curves, curves->xs[from = j]);
        while (j < curves->xs_count &&
               leaders_at(curves, curves->xs[j]) == leaders)
            j++;
        if (!leaders)
            continue;
        fputs(before, md);
        put_names(md, curves, leaders);
        fprintf(md, "%s at %.0f %%",
                leaders & (leaders - 1) ? ", which tie," : "",
                curves->xs[from]);
        if (j - 1 > from)
            fprintf(md, " to %.0f %%", curves->xs[j - 1]);
        before = "; ";
    }
    fputs(*before == ';' ? " of waiting.\n\n" : "", md);
}

/* ---- how far away the workers are ---- */

/* The first or the last point that has a value, or NULL. */
static const struct point *end_of(const struct curve *curve, bool last)
{
    for (int i = 0; i < curve->count; i++) {
        int at = last ? curve->count - 1 - i : i;
        if (!isnan(curve->points[at].value))
            return &curve->points[at];
    }
    return NULL;
}

static const struct point *fastest_of(const struct curve *curve)
{
    const struct point *best = NULL;
    for (int i = 0; i < curve->count; i++)
        if (!best || curve->points[i].value < best->value)
            best = isnan(curve->points[i].value) ? best : &curve->points[i];
    return best;
}

/* "far is fastest at chunk 64, 317 ms; at 1 it takes 1.48× as long." */
static void put_fastest(FILE *md, const struct curve *curve, const char *value)
{
    const struct point *best = fastest_of(curve);
    if (!best)
        return;
    words_markdown(md, curve->name);
    fprintf(md, " is fastest at %s %s, %s", value, words_count(best->x).text,
            words_time(best->value).text);
    const char *before = "; at ", *after = " it takes ";
    for (int last = 0; last <= 1; last++) {
        const struct point *end = end_of(curve, last);
        if (end == best)
            continue;
        fprintf(md, "%s%s%s%s", before, words_count(end->x).text, after,
                words_times(end->value / best->value).text);
        before = ", at ";
        after = " ";
    }
    fprintf(md, "%s. ", *before == ',' ? " as long" : "");
}

/* "Beside near, far takes 1.02× as long at width 2, 2.31× at 128." */
static void put_beside(FILE *md, const struct curve *first,
                       const struct curve *curve, const char *value)
{
    const char *before = " takes ", *after = " as long at ";
    for (int last = 0; last <= 1; last++) {
        const struct point *far = end_of(curve, last);
        const struct point *near = far ? curve_at(first, far->x) : NULL;
        if (!near || isnan(near->value))
            continue;
        if (*before == ' ') {
            fputs("Beside ", md);
            words_markdown(md, first->name);
            fputs(", ", md);
            words_markdown(md, curve->name);
        }
        fprintf(md, "%s%s%s%s%s", before,
                words_times(far->value / near->value).text, after,
                *before == ' ' ? value : "", *before == ' ' ? " " : "");
        fputs(words_count(far->x).text, md);
        before = ", ";
        after = " at ";
    }
    fputs(*before == ',' ? ". " : "", md);
}

void curves_put_launched(FILE *md, const struct curves *curves,
                         const char *value)
{
    for (int i = 0; i < curves->count; i++)
        put_fastest(md, &curves->list[i], value);
    for (int i = 1; i < curves->count; i++)
        put_beside(md, &curves->list[0], &curves->list[i], value);
    fputs("\n\n", md);
}

void curves_put_reason(FILE *md, const struct cell_measures *cell)
{
    fputs(cell->refused ? "not testable here: " : "", md);
    words_markdown(md, cell->reason);
}

/* ---- where a model stops being the simpler answer ---- */

struct costs {
    struct curves cpu, memory;
};

static const struct curve *find_curve(const struct curves *curves,
                                      const char *name)
{
    for (int i = 0; i < curves->count; i++)
        if (strcmp(curves->list[i].name, name) == 0)
            return &curves->list[i];
    return NULL;
}

static double dearness(const struct curves *curves, const char *name, double x)
{
    const struct curve *one = find_curve(curves, name);
    const struct curve *loop = find_curve(curves, "async");
    const struct point *mine = one ? curve_at(one, x) : NULL;
    const struct point *theirs = loop ? curve_at(loop, x) : NULL;
    return mine && theirs ? mine->value / theirs->value : NAN;
}

/* If the series stops at `x`, says why and returns true. */
static bool put_stop(FILE *md, const struct costs *costs,
                     const struct curve *curve, double x)
{
    const struct point *point = curve_at(curve, x);
    double cpu = dearness(&costs->cpu, curve->name, x);
    double memory = dearness(&costs->memory, curve->name, x);
    bool failed = point && curve_fails(point);
    if (!failed && !(cpu > CURVES_DEARER) && !(memory > CURVES_DEARER))
        return false;
    words_markdown(md, curve->name);
    fprintf(md, " at width %s (", words_count(x).text);
    if (failed)
        curves_put_reason(md, point->cell);
    if (!failed && cpu > CURVES_DEARER)
        fprintf(md, "%s the CPU time", words_times(cpu).text);
    if (!failed && memory > CURVES_DEARER)
        fprintf(md, "%s%s the memory", cpu > CURVES_DEARER ? ", " : "",
                words_times(memory).text);
    fputc(')', md);
    return true;
}

static void put_stops(FILE *md, const struct costs *costs)
{
    const struct curves *all = &costs->cpu;
    const char *comma = "";
    fprintf(md,
            "By this report's rule, fixed before anything ran, a model stops "
            "being the simpler answer at the first width where it fails, or "
            "takes more than %d times async's CPU time or memory per request. "
            "That is: ",
            CURVES_DEARER);
    for (int i = 0; i < all->count; i++) {
        bool stopped = false;
        if (strcmp(all->list[i].name, "async") == 0)
            continue;
        fputs(comma, md);
        for (int j = 0; j < all->xs_count && !stopped; j++)
            stopped = put_stop(md, costs, &all->list[i], all->xs[j]);
        if (!stopped) {
            words_markdown(md, all->list[i].name);
            fputs(" nowhere here", md);
        }
        comma = "; ";
    }
    fputs(".\n\n", md);
}

int curves_put_simpler(FILE *md, const struct measures *measures, int index)
{
    struct costs costs = {0};
    int err = curves_make(&costs.cpu, measures, index, PLOT_CPU);
    if (err == 0)
        err = curves_make(&costs.memory, measures, index, PLOT_MEMORY);
    if (err == 0 && find_curve(&costs.cpu, "async") && costs.cpu.count > 1)
        put_stops(md, &costs);
    curves_free(&costs.cpu);
    curves_free(&costs.memory);
    return err;
}
