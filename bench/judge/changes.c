/* changes.c -- two benches side by side: what is slower now, or faster? */
#include "bench/judge/changes.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/results/series.h"
#include "bench/suite/command.h"
#include "bench/suite/find.h"

/* ---- the cells ---- */

struct measured {
    double median_s; /* NAN if it was not measured */
    struct interval interval;
};

static struct measured measured_of(const struct results *results,
                                   int experiment, int cell)
{
    struct series series;
    series_take(&series, results, experiment, cell, "time");
    return (struct measured){series.median,
                             series_interval(&series, CHANGES_ALPHA / 2)};
}

static enum change_kind kind_of(const struct change *change)
{
    const double low = 1 / (1 + CHANGES_TOLERANCE),
                 high = 1 + CHANGES_TOLERANCE;
    const struct interval *interval = &change->interval;
    if (interval->level <= 0)
        return CHANGE_UNKNOWN;
    if (interval->low > high || interval->high < low)
        return CHANGE_CHANGED;
    if (interval->low >= low && interval->high <= high)
        return CHANGE_UNCHANGED;
    return CHANGE_UNKNOWN;
}

/* Compares the commands, whatever the paths of the programs and the URL. */
static bool same_command(const struct experiment *a, const struct cell *x,
                         const struct experiment *b, const struct cell *y)
{
    struct command one, other;
    command_of_cell(&one, a, x, "", command_url(a), false);
    command_of_cell(&other, b, y, "", command_url(b), false);
    bool same = one.count == other.count;
    for (int i = 0; same && i < one.count && i < COMMAND_WORDS_MAX; i++)
        same = one.word[i] && other.word[i] &&
               strcmp(one.word[i], other.word[i]) == 0;
    command_free(&one);
    command_free(&other);
    return same;
}

static void compare(struct change *change, const struct measured *before,
                    const struct measured *after)
{
    change->ratio = after->median_s / before->median_s;
    if (before->interval.level > 0 && after->interval.level > 0)
        change->interval = (struct interval){
            after->interval.low / before->interval.high,
            after->interval.high / before->interval.low, 1 - CHANGES_ALPHA};
    change->kind = kind_of(change);
}

/* Compares cell `c` of experiment `e` of `of` with the cell of that name in
 * `other`; `is_after` says that `of` is the later bench. Returns false if there
 * is nothing to list: `of` did not measure it, or it is listed already. */
static bool fill(struct change *change, const struct results *of, int e, int c,
                 const struct results *other, bool is_after)
{
    const struct experiment *experiment = &of->suite->experiments[e];
    struct measured here = measured_of(of, e, c), there = {.median_s = NAN};
    int other_e = -1, other_c = -1;
    if (find_cell(other->suite, experiment->name, experiment->cells[c].name,
                  &other_e, &other_c) == 0)
        there = measured_of(other, other_e, other_c);
    const struct measured *after = is_after ? &here : &there;
    const struct measured *before = is_after ? &there : &here;
    *change = (struct change){.experiment = experiment->name,
                              .cell = experiment->cells[c].name,
                              .before_s = before->median_s,
                              .after_s = after->median_s,
                              .ratio = NAN};
    if (isnan(before->median_s) || isnan(after->median_s))
        change->kind = isnan(after->median_s) ? CHANGE_GONE : CHANGE_NEW;
    else if (!same_command(experiment, &experiment->cells[c],
                           &other->suite->experiments[other_e],
                           &other->suite->experiments[other_e].cells[other_c]))
        change->kind = CHANGE_OTHER;
    else
        compare(change, before, after);
    return !isnan(here.median_s) && (is_after || change->kind == CHANGE_GONE);
}

static int cells_of(const struct results *results)
{
    unsigned cells = 0;
    for (unsigned e = 0; e < results->suite->experiments_count; e++)
        cells += results->suite->experiments[e].cells_count;
    return (int)cells;
}

static int list_cells(struct change *list, const struct results *of,
                      const struct results *other, bool is_after)
{
    int count = 0;
    for (unsigned e = 0; e < of->suite->experiments_count; e++)
        for (unsigned c = 0; c < of->suite->experiments[e].cells_count; c++)
            count += fill(&list[count], of, (int)e, (int)c, other, is_after);
    return count;
}

int changes_list(struct change **list, const struct results *before,
                 const struct results *after)
{
    size_t room = (size_t)(cells_of(before) + cells_of(after)) + 1;
    *list = calloc(room, sizeof **list);
    if (!*list)
        return -ENOMEM;
    int count = list_cells(*list, after, before, true);
    return count + list_cells(*list + count, before, after, false);
}

/* ---- the output ---- */

static const char *const kinds[] = {
    [CHANGE_CHANGED] = "changed",    [CHANGE_UNCHANGED] = "unchanged",
    [CHANGE_UNKNOWN] = "can't tell", [CHANGE_OTHER] = "another command",
    [CHANGE_GONE] = "only before",   [CHANGE_NEW] = "only after",
};

static void put_figure(FILE *out, int width, const char *format, double value)
{
    char text[40];
    snprintf(text, sizeof text, format, value);
    fprintf(out, " %*s", width, isnan(value) ? "-" : text);
}

static void put_change(FILE *out, const struct change *change, bool colour)
{
    char name[300];
    bool none = change->interval.level <= 0;
    const char *paint = change->kind == CHANGE_CHANGED     ? "\033[1;31m"
                        : change->kind == CHANGE_UNCHANGED ? "\033[32m"
                                                           : "\033[33m";
    snprintf(name, sizeof name, "%.140s/%.140s", change->experiment,
             change->cell);
    fprintf(out, "%-32s", name);
    put_figure(out, 10, "%.6f", change->before_s);
    put_figure(out, 10, "%.6f", change->after_s);
    put_figure(out, 6, "%.3f", change->ratio);
    put_figure(out, 6, "%.3f", none ? (double)NAN : change->interval.low);
    put_figure(out, 6, "%.3f", none ? (double)NAN : change->interval.high);
    fprintf(out, " %s%s%s\n", colour ? paint : "", kinds[change->kind],
            colour ? "\033[0m" : "");
}

static int write_cells(FILE *out, const struct results *before,
                       const struct results *after, bool colour)
{
    struct change *list;
    int counts[CHANGE_NEW + 1] = {0};
    int count = changes_list(&list, before, after);
    if (count < 0)
        return count;
    fprintf(out, "%-32s %10s %10s %6s %6s %6s %s\n", "cell", "before", "after",
            "ratio", "low", "high", "verdict");
    for (int i = 0; i < count; i++) {
        put_change(out, &list[i], colour);
        counts[list[i].kind]++;
    }
    fprintf(out, "\n%d changed, %d unchanged, %d can't tell, %d not compared\n",
            counts[CHANGE_CHANGED], counts[CHANGE_UNCHANGED],
            counts[CHANGE_UNKNOWN],
            counts[CHANGE_OTHER] + counts[CHANGE_GONE] + counts[CHANGE_NEW]);
    for (int i = 0; i < count; i++)
        if (list[i].kind == CHANGE_CHANGED &&
            strcmp(list[i].experiment, SCHEDULE_CONTROL) == 0) {
            fputs("the control changed too: it may be the machine\n", out);
            break;
        }
    free(list);
    return counts[CHANGE_CHANGED];
}

static const struct claim_outcome *find_claim(const struct judgement *judgement,
                                              const char *id)
{
    for (int i = 0; i < judgement->claims_count; i++)
        if (strcmp(judgement->claims[i].claim->id, id) == 0)
            return &judgement->claims[i];
    return NULL;
}

static bool is_settled(enum verdict verdict)
{
    return verdict == VERDICT_SUPPORTED || verdict == VERDICT_PARTLY ||
           verdict == VERDICT_REFUTED;
}

static int write_verdicts(FILE *out, const struct judgement *before,
                          const struct judgement *after)
{
    int differ = 0, changed = 0;
    for (int i = 0; i < after->claims_count; i++) {
        const struct claim_outcome *now = &after->claims[i];
        const struct claim_outcome *then = find_claim(before, now->claim->id);
        if (!then || then->verdict == now->verdict)
            continue;
        if (differ++ == 0)
            fprintf(out, "\n%-16s %-20s %s\n", "claim", "before", "after");
        fprintf(out, "%-16s %-20s %s\n", now->claim->id,
                outcome_name(then->verdict), outcome_name(now->verdict));
        changed += is_settled(then->verdict) && is_settled(now->verdict);
    }
    return changed;
}

/* Facts that differ between any two benches on the same machine. */
static bool is_passing(const char *key)
{
    return !strcmp(key, "time") || !strcmp(key, "load") ||
           !strcmp(key, "pressure");
}

static int write_environments(FILE *out, const char *outer, json_t *before,
                              json_t *after, int differ)
{
    const char *key;
    json_t *then, *now;
    json_object_foreach(before, key, then)
    {
        now = json_object_get(after, key);
        if (json_equal(then, now) || is_passing(key))
            continue;
        if (json_is_object(then) && json_is_object(now)) {
            differ = write_environments(out, key, then, now, differ);
            continue;
        }
        char *a = json_dumps(then, JSON_ENCODE_ANY | JSON_COMPACT);
        char *b = now ? json_dumps(now, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
        if (differ++ == 0)
            fputs("\nenvironment before after\n", out);
        fprintf(out, "%s%s%s %s %s\n", outer ? outer : "", outer ? "." : "",
                key, a ? a : "-", b ? b : "-");
        free(a);
        free(b);
    }
    return differ;
}

int changes_write(FILE *out, const struct judgement *before,
                  const struct judgement *after, bool colour)
{
    int cells = write_cells(out, before->results, after->results, colour);
    if (cells < 0)
        return cells;
    int claims = write_verdicts(out, before, after);
    write_environments(out, NULL, before->results->environment,
                       after->results->environment, 0);
    return cells + claims;
}
