/* window_section.c -- how many ranks could take tasks from one window.
 *
 * A task that does nothing costs no more than being taken. Time per task is
 * there only for such tasks. */
#include "bench/report/window_section.h"

#include <math.h>
#include <string.h>

#include "bench/judge/words.h"
#include "bench/report/sections.h"

#define RANKS  10000
#define TASK_S 1e-3

/* How long taking a chunk takes, over all workers; NAN: not known. */
static double claim_of(const struct cell_measures *cell)
{
    return cell->cell->chunk ? cell->task_s * *cell->cell->chunk : (double)NAN;
}

/* How many tasks of TASK_S must be in a chunk, if each rank takes one in turn.
 * Ten are ten, even if the last bit says more. */
static double least_of(const struct cell_measures *cell)
{
    return ceil(claim_of(cell) * RANKS / TASK_S * (1 - 1e-9));
}

static bool is_ranks(const struct cell_measures *cell)
{
    return strcmp(cell->model, "mpi") == 0;
}

/* The cell of MPI's whose ranks took most a second, or NULL. */
static const struct cell_measures *
find_best(const struct experiment_measures *measures)
{
    const struct cell_measures *best = NULL;
    for (int i = 0; i < measures->cells_count; i++) {
        const struct cell_measures *cell = &measures->cells[i];
        if (is_ranks(cell) && !isnan(claim_of(cell)) &&
            (!best || claim_of(cell) < claim_of(best)))
            best = cell;
    }
    return best;
}

static void put_row(FILE *md, const struct experiment_measures *measures,
                    const struct cell_measures *cell)
{
    double claim_s = claim_of(cell);
    fputs("| [", md);
    words_markdown(md, cell->cell->name);
    section_link_runs(md, measures->experiment->name, cell->cell->name);
    fprintf(md, " | %s |", words_count(1 / claim_s).text);
    if (is_ranks(cell))
        fprintf(md, " %s | %s |\n", words_time(claim_s * RANKS).text,
                words_count(least_of(cell)).text);
    else
        fputs(" — | — |\n", md);
}

static void put_best(FILE *md, const struct cell_measures *best)
{
    double least = least_of(best);
    fputs("If one window bore what it does for ", md);
    words_markdown(md, best->cell->name);
    fprintf(md, " and %s ranks shared it, each could take a chunk every %s. ",
            words_count(RANKS).text, words_time(claim_of(best) * RANKS).text);
    if (least > 1)
        fprintf(md,
                "Tasks of %s would have to be taken at least %s at a time, or "
                "ranks would wait for it; with a window a machine, which takes "
                "from the one window for all of its ranks, the one would be "
                "asked less often by as many as a machine has ranks.",
                words_time(TASK_S).text, words_count(least).text);
    else
        fprintf(md, "So tasks of %s could be taken one at a time.",
                words_time(TASK_S).text);
    fputs(" These ranks reach it through memory; over a network a chunk takes "
          "a round trip more.\n\n",
          md);
}

void section_window(FILE *md, const struct experiment_measures *measures,
                    bool noisy)
{
    const struct cell_measures *best = find_best(measures);
    if (!best)
        return;
    fprintf(md,
            "| cell | chunks a second | for each of %s ranks, every | tasks of "
            "%s in it, at least |\n|---|---:|---:|---:|\n",
            words_count(RANKS).text, words_time(TASK_S).text);
    for (int i = 0; i < measures->cells_count; i++)
        if (!isnan(claim_of(&measures->cells[i])))
            put_row(md, measures, &measures->cells[i]);
    fputc('\n', md);
    if (!noisy)
        put_best(md, best);
}
