/* method.c -- how the report came about: method, failures, machine. */
#include "bench/report/method.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "bench/judge/words.h"

static void put_json(FILE *md, const json_t *value)
{
    if (json_is_string(value))
        words_markdown(md, json_string_value(value));
    else if (json_is_integer(value))
        fprintf(md, "%lld", (long long)json_integer_value(value));
    else if (json_is_real(value))
        fprintf(md, "%g", json_real_value(value));
    else if (json_is_boolean(value))
        fputs(json_is_true(value) ? "yes" : "no", md);
    else
        fputs("unknown", md);
}

static void put_schedule(FILE *md, const struct schedule *schedule)
{
    fprintf(md, " The order of this run follows from seed %" PRIu64 ".",
            schedule->seed);
    if (schedule->extended_to > 0)
        fprintf(
            md,
            " The experiments of inconclusive claims were extended once, to "
            "block %d; both looks share the error rate.",
            schedule->extended_to);
}

static void put_gates(FILE *md, const struct judgement *judgement)
{
    if (judgement->gates_count == 0)
        return;
    fputs("### Noise gates\n\nIf one of these fails, every verdict that "
          "rests on times or other ratios is inconclusive. A cell that fails "
          "the last one is left out by itself.\n\n"
          "| gate | measured | passed |\n|---|:---|---|\n",
          md);
    for (int i = 0; i < judgement->gates_count; i++) {
        const struct gate *gate = &judgement->gates[i];
        fputs("| ", md);
        words_markdown(md, gate->name);
        fputs(" | ", md);
        words_markdown(md, gate->text);
        fputs(gate->passed ? " | ✔ passed |\n" : " | ✘ failed |\n", md);
    }
    fputc('\n', md);
}

void section_method(FILE *md, const struct measures *measures,
                    const struct judgement *judgement)
{
    fprintf(
        md,
        "## How it was measured\n\n"
        "Each run starts its program anew, timed by hyperfine. A block runs "
        "every cell once, in shuffled order, so that a slow minute strikes "
        "all cells alike; one warm-up block is thrown away, which leaves %s.",
        words_plural(measures->blocks, "block").text);
    put_schedule(md, measures->results->schedule);
    fputs("\n\nRatios are paired: for each block, the logarithm of one time "
          "over the other. The estimate is their median; the interval is "
          "exact, taken from the order of the values, and assumes nothing "
          "about their distribution. A claim is supported or refuted when the "
          "whole interval lies beyond a threshold fixed beforehand, and the "
          "sign test agrees at 5 % after Holm's correction for all tests "
          "together. Claims of no difference need an interval within the "
          "tolerance.",
          md);
    if (!isnan(judgement->ceiling))
        fprintf(md,
                " Speed-ups of computing are judged against %s, which this "
                "machine gave to independent burns in the same blocks.",
                words_times(judgement->ceiling).text);
    fputs("\n\nEvery run is a line of `results.csv`; the programs' own records "
          "are in `records.jsonl`.\n\n",
          md);
    put_gates(md, judgement);
}

void section_failures(FILE *md, const struct measures *measures)
{
    bool first = true;
    for (int i = 0; i < measures->experiments_count; i++) {
        const struct experiment_measures *of = &measures->experiments[i];
        for (int j = 0; j < of->cells_count; j++) {
            const struct cell_measures *cell = &of->cells[j];
            if (cell->failed == 0)
                continue;
            if (first)
                fputs("## Failed runs\n\n| cell | failed | first reason |\n"
                      "|---|---:|:---|\n",
                      md);
            first = false;
            fputs("| ", md);
            words_markdown(md, of->experiment->name);
            fputc('/', md);
            words_markdown(md, cell->cell->name);
            fprintf(md, " | %d of %d | ", cell->failed, cell->runs);
            words_markdown(md, cell->reason);
            fputs(" |\n", md);
        }
    }
    if (!first)
        fputc('\n', md);
}

static bool is_bytes(const char *key)
{
    size_t length = strlen(key), end = strlen("_bytes");
    return length > end && strcmp(key + length - end, "_bytes") == 0;
}

/* Writes "cores_quota" as "cores quota", "memory_bytes" as "memory", and what
 * is nested as "compiler: name". */
static void put_fact(FILE *md, const char *outer, const char *key,
                     const json_t *value)
{
    char words[100];
    snprintf(words, sizeof(words), "%s%s%s", outer ? outer : "",
             outer ? ": " : "", key);
    if (is_bytes(words))
        words[strlen(words) - strlen("_bytes")] = '\0';
    for (char *c = words; *c; c++)
        if (*c == '_')
            *c = ' ';
    fputs("| ", md);
    words_markdown(md, words);
    fputs(" | ", md);
    if (is_bytes(key) && json_is_number(value))
        fputs(words_bytes(json_number_value(value)).text, md);
    else if (!json_is_array(value))
        put_json(md, value);
    for (size_t i = 0; i < json_array_size(value); i++) {
        fputs(i ? ", " : "", md);
        put_json(md, json_array_get(value, i));
    }
    fputs(" |\n", md);
}

/* Each value of an object; `outer` is the key of the object, or NULL. */
static void put_facts(FILE *md, const char *outer, json_t *facts)
{
    for (void *at = json_object_iter(facts); at;
         at = json_object_iter_next(facts, at)) {
        const char *key = json_object_iter_key(at);
        json_t *value = json_object_iter_value(at);
        if (strcmp(key, "schema") == 0)
            continue;
        if (json_is_object(value) && !outer)
            put_facts(md, key, value);
        else
            put_fact(md, outer, key, value);
    }
}

void section_machine(FILE *md, const struct results *results)
{
    fputs("## The machine\n\n| what | value |\n|---|:---|\n", md);
    put_facts(md, NULL, results->environment);
    fputc('\n', md);
}
