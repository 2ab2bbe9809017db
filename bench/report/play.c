/* play.c -- what the page's timeline to play with knows of this run. */
#include "bench/report/play.h"

#include <math.h>
#include <string.h>

#include "bench/judge/words.h"

/* The first cell with workers of its own that theory predicts: the others are
 * shown if they have as many. NULL: theory says nothing of the experiment. */
static const struct cell_measures *
typical_of(const struct experiment_measures *of)
{
    for (int i = 0; measures_compares(of) && i < of->cells_count; i++) {
        const struct cell_measures *cell = &of->cells[i];
        if (strcmp(cell->model, "sequential") != 0 &&
            !isnan(cell->theory.seconds) && !isnan(cell->tasks) &&
            cell->kind != THEORY_OTHER && cell->workers > 1)
            return cell;
    }
    return NULL;
}

static json_t *point_of(const struct cell_measures *cell)
{
    json_t *point =
        json_pack("{s:s, s:b, s:f}", "model", cell->model, "offload",
                  cell->cell->offload, "seconds", cell->time_s.median);
    if (point && cell->interval.level > 0) {
        json_object_set_new(point, "low", json_real(cell->interval.low));
        json_object_set_new(point, "high", json_real(cell->interval.high));
    }
    return point;
}

static json_t *points_of(const struct experiment_measures *of,
                         const struct cell_measures *typical)
{
    json_t *points = json_array();
    for (int i = 0; i < of->cells_count; i++) {
        const struct cell_measures *cell = &of->cells[i];
        bool alone = strcmp(cell->model, "sequential") == 0;
        bool alike = cell->workers >= typical->workers &&
                     cell->workers <= typical->workers &&
                     cell->kind == typical->kind;
        if (!isnan(cell->time_s.median) && (alone || alike) &&
            measures_of(of, cell->model) == cell)
            json_array_append_new(points, point_of(cell));
    }
    return points;
}

static json_t *preset_of(const struct measures *measures,
                         const struct experiment_measures *of)
{
    const struct cell_measures *typical = typical_of(of);
    const struct cell_measures *alone = &of->cells[of->sequential];
    if (!typical)
        return NULL;
    bool computes = typical->kind == THEORY_COMPUTES;
    /* What one task takes, as theory sees it. */
    double task_s = computes ? alone->time_s.median / typical->tasks
                             : alone->theory.seconds / typical->tasks;
    if (isnan(task_s))
        return NULL;
    return json_pack(
        "{s:s, s:s, s:f, s:f, s:f, s:b, s:f, s:f, s:o}", "name",
        of->experiment->name, "title",
        of->experiment->title ? of->experiment->title : of->experiment->name,
        "tasks", typical->tasks, "wait_ms", computes ? 0 : task_s * 1e3,
        "work_ms", computes ? task_s * 1e3 : 0, "blocks",
        typical->kind == THEORY_BLOCKS, "cores", measures->cores, "width",
        typical->workers, "points", points_of(of, typical));
}

json_t *play_presets(const struct measures *measures)
{
    json_t *presets = json_array();
    for (int i = 0; i < measures->experiments_count; i++) {
        const struct experiment_measures *of = &measures->experiments[i];
        json_t *preset = of->sequential >= 0 && !isnan(measures->cores)
                             ? preset_of(measures, of)
                             : NULL;
        if (preset)
            json_array_append_new(presets, preset);
    }
    return presets;
}
