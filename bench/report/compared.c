/* compared.c -- two benches side by side, for people and for programs. */
#include "bench/report/compared.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench/judge/words.h"
#include "bench/report/json.h"
#include "core/base/text.h"

static const char *const kinds[CHANGE_KINDS] = {
    [CHANGE_CHANGED] = "changed",    [CHANGE_UNCHANGED] = "unchanged",
    [CHANGE_UNKNOWN] = "can't tell", [CHANGE_CONTROL] = "the machine",
    [CHANGE_OTHER] = "not compared", [CHANGE_GONE] = "only before",
    [CHANGE_NEW] = "only after",
};

/* ---- verdicts ---- */

static const struct claim_outcome *find_claim(const struct judgement *judgement,
                                              const char *id)
{
    for (int i = 0; i < judgement->claims_count; i++)
        if (strcmp(judgement->claims[i].claim->id, id) == 0)
            return &judgement->claims[i];
    return NULL;
}

/* The claim as it came out before, if that is not how it comes out now. */
static const struct claim_outcome *differs_from(const struct compared *compared,
                                                const struct claim_outcome *now)
{
    const struct claim_outcome *then =
        find_claim(compared->before, now->claim->id);
    return then && then->verdict != now->verdict ? then : NULL;
}

static bool is_settled(enum verdict verdict)
{
    return verdict == VERDICT_SUPPORTED || verdict == VERDICT_PARTLY ||
           verdict == VERDICT_REFUTED;
}

static int verdicts_changed(const struct compared *compared)
{
    int changed = 0;
    for (int i = 0; i < compared->after->claims_count; i++) {
        const struct claim_outcome *now = &compared->after->claims[i];
        const struct claim_outcome *then = differs_from(compared, now);
        changed +=
            then && is_settled(then->verdict) && is_settled(now->verdict);
    }
    return changed;
}

int compared_changed(const struct compared *compared)
{
    return compared->changes->counts[CHANGE_CHANGED] +
           verdicts_changed(compared);
}

/* ---- for people ---- */

static void write_machine(FILE *out, const struct changes *changes)
{
    if (changes->other_machine)
        fputs("another machine: speed-ups over sequential are compared", out);
    else if (changes->speedups)
        fputs("speed-ups over sequential are compared", out);
    else if (isnan(changes->control.low))
        fputs("no control: the machine may have changed", out);
    else
        fprintf(out, "the control took %.2f to %.2f times as long",
                changes->control.low, changes->control.high);
}

static void write_summary(FILE *out, const struct compared *compared)
{
    const struct changes *changes = compared->changes;
    const int *counts = changes->counts;
    int larger = 0;
    for (int i = 0; i < changes->cells_count; i++)
        larger += changes->cells[i].kind == CHANGE_CHANGED &&
                  changes->cells[i].ratio > 1;
    fprintf(out,
            "%d changed (%d %s, %d %s), %d unchanged, %d can't tell, %d not "
            "compared; %s changed; ",
            counts[CHANGE_CHANGED], larger,
            changes->speedups ? "larger" : "slower",
            counts[CHANGE_CHANGED] - larger,
            changes->speedups ? "smaller" : "faster", counts[CHANGE_UNCHANGED],
            counts[CHANGE_UNKNOWN],
            counts[CHANGE_OTHER] + counts[CHANGE_GONE] + counts[CHANGE_NEW],
            words_plural(verdicts_changed(compared), "verdict").text);
    if (changes_compared(changes) == 0)
        fputs("they have nothing in common to compare; ", out);
    write_machine(out, changes);
    fputc('\n', out);
}

static void put_figure(FILE *out, int width, const char *format, double value)
{
    char text[40];
    snprintf(text, sizeof text, format, value);
    fprintf(out, " %*s", width, isnan(value) ? "-" : text);
}

static void write_cell(FILE *out, const struct change *change, bool colour)
{
    char name[2 * SUITE_NAME_MAX + 2];
    bool none = change->interval.level <= 0;
    const char *paint = change->kind == CHANGE_CHANGED     ? "\033[1;31m"
                        : change->kind == CHANGE_UNCHANGED ? "\033[32m"
                                                           : "\033[33m";
    snprintf(name, sizeof name, "%s/%s", change->experiment, change->cell);
    fprintf(out, "%-32s", name);
    put_figure(out, 10, "%.6f", change->before);
    put_figure(out, 10, "%.6f", change->after);
    put_figure(out, 7, "%.3f",
               (change->machine.low + change->machine.high) / 2);
    put_figure(out, 6, "%.3f", change->ratio);
    put_figure(out, 6, "%.3f", none ? (double)NAN : change->interval.low);
    put_figure(out, 6, "%.3f", none ? (double)NAN : change->interval.high);
    fprintf(out, " %s%s%s\n", colour ? paint : "", kinds[change->kind],
            colour ? "\033[0m" : "");
}

static void write_cells(FILE *out, const struct changes *changes, bool colour)
{
    fprintf(out, "\n%-32s %10s %10s %7s %6s %6s %6s %s\n", "cell", "before",
            "after", "machine", "ratio", "low", "high", "verdict");
    for (int i = 0; i < changes->cells_count; i++)
        write_cell(out, &changes->cells[i], colour);
}

static void write_verdicts(FILE *out, const struct compared *compared)
{
    int differ = 0;
    for (int i = 0; i < compared->after->claims_count; i++) {
        const struct claim_outcome *now = &compared->after->claims[i];
        const struct claim_outcome *then = differs_from(compared, now);
        if (!then)
            continue;
        if (differ++ == 0)
            fprintf(out, "\n%-16s %-20s %s\n", "claim", "before", "after");
        fprintf(out, "%-16s %-20s %s\n", now->claim->id,
                outcome_name(then->verdict), outcome_name(now->verdict));
    }
}

/* Facts that differ between any two benches on the same machine. */
static bool is_passing(const char *key)
{
    return !strcmp(key, "time") || !strcmp(key, "load") ||
           !strcmp(key, "pressure");
}

/* Adds what differs to `found`, by the path to it, as [before, after]. */
static void find_facts(json_t **found, const char *outer, json_t *before,
                       json_t *after)
{
    const char *key;
    json_t *then, *now;
    json_object_foreach(before, key, then)
    {
        char path[200];
        now = json_object_get(after, key);
        if (json_equal(then, now) || is_passing(key))
            continue;
        snprintf(path, sizeof path, "%s%s%s", outer, *outer ? "." : "", key);
        text_sanitise(path);
        if (json_is_object(then) && json_is_object(now))
            find_facts(found, path, then, now);
        else
            json_put(found, path,
                     json_pack("[O, O?]", then, now ? now : json_null()));
    }
}

static json_t *facts_json(const struct compared *compared)
{
    json_t *found = json_object();
    find_facts(&found, "", compared->before->results->environment,
               compared->after->results->environment);
    return found;
}

static void write_facts(FILE *out, const struct compared *compared)
{
    const char *path;
    json_t *both, *found = facts_json(compared);
    if (json_object_size(found) > 0)
        fputs("\nenvironment before after\n", out);
    json_object_foreach(found, path, both)
    {
        fputs(path, out);
        for (size_t i = 0; i < 2; i++) {
            char *text = json_dumps(json_array_get(both, i),
                                    JSON_ENCODE_ANY | JSON_COMPACT);
            fputc(' ', out);
            text_put(out, text ? text : "-");
            free(text);
        }
        fputc('\n', out);
    }
    json_decref(found);
}

void compared_write(FILE *out, const struct compared *compared, bool colour)
{
    write_summary(out, compared);
    write_cells(out, compared->changes, colour);
    write_verdicts(out, compared);
    write_facts(out, compared);
}

/* ---- for programs ---- */

static json_t *range_json(const struct range *range)
{
    return json_pack("{s:o, s:o}", "low", figure_json(range->low), "high",
                     figure_json(range->high));
}

static json_t *change_json(const struct change *change)
{
    return json_pack(
        "{s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:o}", "experiment",
        text_json(change->experiment), "cell", text_json(change->cell),
        "verdict", kinds[change->kind], "before", figure_json(change->before),
        "after", figure_json(change->after), "machine",
        range_json(&change->machine), "ratio", figure_json(change->ratio),
        "interval", interval_json(&change->interval));
}

static json_t *claims_json(const struct compared *compared)
{
    json_t *list = json_array();
    for (int i = 0; i < compared->after->claims_count; i++) {
        const struct claim_outcome *now = &compared->after->claims[i];
        const struct claim_outcome *then = differs_from(compared, now);
        if (then)
            json_append(&list, json_pack("{s:o, s:s, s:s}", "id",
                                         text_json(now->claim->id), "before",
                                         outcome_name(then->verdict), "after",
                                         outcome_name(now->verdict)));
    }
    return list;
}

json_t *compared_json(const struct compared *compared)
{
    const struct changes *changes = compared->changes;
    json_t *cells = json_array();
    for (int i = 0; i < changes->cells_count; i++)
        json_append(&cells, change_json(&changes->cells[i]));
    return json_pack(
        "{s:s, s:s, s:b, s:i, s:o, s:o, s:o, s:o}", "schema",
        "overlap/compared/1", "compares",
        changes->speedups ? "speedup" : "time_s", "other_machine",
        changes->other_machine, "changed", compared_changed(compared),
        "control", range_json(&changes->control), "cells", cells, "claims",
        claims_json(compared), "environment", facts_json(compared));
}
