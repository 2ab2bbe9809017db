/* answers.c -- does every run give the answer of its tasks? */
#include "bench/judge/answers.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/suite/command.h"
#include "bench/suite/sweep.h"
#include "core/base/memory.h"

/* What is known of the answers of one cell. */
struct cell_answers {
    char *tasks;       /* cells with the same text have the same tasks */
    int alike;         /* the first cell of these */
    bool known;        /* it gave an answer */
    const char *first; /* of all cells alike, the answer; in the first cell */
    int cells;         /* how many of them gave one; likewise */
};

/* What the answers depend on. */
static char *tasks_of(const struct experiment *experiment,
                      const struct cell *cell)
{
    static const char *const options[] = {"--tasks", "--cpu-share", "--url",
                                          "--db"};
    struct command command;
    char *text = NULL;
    size_t length;
    double number;
    FILE *out = memory_open(&text, &length);
    command_of_cell(&command, experiment, cell, "", NULL, false);
    bool whole = command_complete(&command);
    fputs(cell_workload(experiment, cell), out);
    for (size_t i = 0; whole && i < sizeof options / sizeof *options; i++) {
        const char *value = command_value(&command, options[i]);
        fprintf(out, "\n%s", value ? value : "");
    }
    const char *given = whole ? command_value(&command, "--size") : NULL;
    if (given && sweep_size(given, &number) == 0)
        fprintf(out, "\n%.17g", number); /* 64KiB is 65536 */
    else
        fprintf(out, "\n%s", given ? given : "");
    command_free(&command);
    memory_close(out);
    if (whole)
        return text;
    free(text);
    return NULL;
}

static void cells_free(struct cell_answers *cells, unsigned count)
{
    for (unsigned i = 0; cells && i < count; i++)
        free(cells[i].tasks);
    free(cells);
}

static struct cell_answers *cells_take(const struct experiment *experiment)
{
    unsigned count = experiment->cells_count;
    struct cell_answers *cells = calloc(count, sizeof *cells);
    for (unsigned i = 0; cells && i < count; i++) {
        cells[i].tasks = tasks_of(experiment, &experiment->cells[i]);
        if (!cells[i].tasks) {
            cells_free(cells, count);
            return NULL;
        }
        while (strcmp(cells[cells[i].alike].tasks, cells[i].tasks) != 0)
            cells[i].alike++;
    }
    return cells;
}

/* The answer of all tasks; NULL: not all of them gave one, as where some are
 * meant to fail. */
static const char *answer_of(const struct experiment *experiment,
                             const struct run *run)
{
    if (experiment->fails && record_figure(run->record, "ok") !=
                                 record_figure(run->record, "plan.tasks"))
        return NULL;
    return json_string_value(json_object_get(run->record, "answer"));
}

/* Did tasks fail that were not meant to, whatever the exit status says? */
static bool tasks_failed(const struct experiment *experiment,
                         const struct run *run)
{
    return !experiment->fails && (record_figure(run->record, "failed") > 0 ||
                                  record_figure(run->record, "canceled") > 0);
}

/* What is wrong with a run's answers, or NULL. A run that the program refused
 * (exit status 2) gave none; scope.c deals with those. */
static const char *run_fault(const struct experiment *experiment,
                             const struct run *run, struct cell_answers *cells)
{
    if (run->exit_code == RUN_REFUSED)
        return NULL;
    const json_t *right = json_object_get(run->record, "right");
    if (right && !json_is_true(right) && !json_is_null(right))
        return "wrong answers";
    if (run->exit_code != 0 || tasks_failed(experiment, run))
        return "a failed run";
    const char *answer = answer_of(experiment, run);
    if (!answer)
        return NULL;
    struct cell_answers *cell = &cells[run->cell];
    struct cell_answers *first = &cells[cell->alike];
    first->cells += !cell->known;
    cell->known = true;
    if (!first->first)
        first->first = answer;
    return strcmp(first->first, answer) == 0
               ? NULL
               : "a different answer from the rest";
}

/* The faults of all experiments so far. */
struct faults {
    int count, first; /* the index of the first run */
    const char *fault;
    int alone; /* cells with an answer that no other can be held against */
};

static int experiment_measure(const struct results *results, int experiment,
                              struct faults *faults)
{
    const struct experiment *e = &results->suite->experiments[experiment];
    struct cell_answers *cells = cells_take(e);
    if (!cells)
        return -ENOMEM;
    for (int i = 0; i < results->runs_count; i++) {
        const struct run *run = &results->runs[i];
        const char *fault =
            run->experiment == experiment ? run_fault(e, run, cells) : NULL;
        if (fault && (faults->count++ == 0 || i < faults->first)) {
            faults->first = i;
            faults->fault = fault;
        }
    }
    for (unsigned i = 0; i < e->cells_count; i++)
        faults->alone += cells[i].cells == 1;
    cells_free(cells, e->cells_count);
    return 0;
}

double answers_measure(const struct results *results, char *text, size_t size)
{
    struct faults faults = {0};
    int count = (int)results->suite->experiments_count;
    for (int i = 0; i < count; i++)
        if (experiment_measure(results, i, &faults) < 0)
            return NAN;
    if (faults.count > 0) {
        const struct run *run = &results->runs[faults.first];
        const struct experiment *e =
            &results->suite->experiments[run->experiment];
        snprintf(text, size, "%s/%s, block %d: %s", e->name,
                 e->cells[run->cell].name, run->block, faults.fault);
    } else {
        snprintf(text, size, "all answers are right and agree");
        if (faults.alone > 0)
            snprintf(text + strlen(text), size - strlen(text),
                     ", but %d cell%s no other of the same tasks to agree with",
                     faults.alone, faults.alone == 1 ? " has" : "s have");
    }
    return faults.count;
}
