/* sweep.c -- an experiment's sweep: each of its cells once at each value.
 *
 * These cells share what the cell in the file points to, and the values; the
 * file owns all of it. */
#include "bench/suite/sweep.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "bench/suite/yaml.h"
#include "core/base/units.h"

enum { VALUES_MAX = 200, VALUE_TEXT_MAX = 23, CELLS_MAX = 1000 };

/* However large, as many that they can be shared out evenly. */
#define WORK_TASKS_LEAST 32

/* One value: as the command line takes it, and as a number. */
struct swept_value {
    const char *text;
    double x;
    void *member; /* what the cell's member will point to */
    int *tasks;   /* waves times the width, work over the size, or NULL */
};

/* An experiment's sweep while its values are being read. */
struct swept_values {
    const struct sweep *sweep;
    const struct yaml_row *row; /* of the swept option */
    struct swept_value list[VALUES_MAX];
    unsigned count;
    char *why;
};

static int *number_make(struct yaml_file *file, int number)
{
    int *made = yaml_alloc(file, sizeof *made);
    if (made)
        *made = number;
    return made;
}

/* How many tasks of size `x` do the sweep's work. */
static int tasks_of_work(const struct sweep *sweep, double x)
{
    double most = sweep_row(SWEEP_TASKS)->most;
    double tasks = x >= 1 ? sweep->work / x : most;
    return (int)(tasks < WORK_TASKS_LEAST ? WORK_TASKS_LEAST
                 : tasks > most           ? most
                                          : tasks);
}

/* Adds the value; if there are waves, its x is a width. */
static int values_add(struct swept_values *values, struct swept_value value)
{
    const struct sweep *sweep = values->sweep;
    int waves = sweep->waves, most = sweep_row(SWEEP_TASKS)->most;
    if (waves && (value.x < 1 || value.x * waves > most))
        return yaml_fail(values->why, &sweep->place, "values", value.text,
                         "1 to 10000000 tasks, waves times the width");
    if (waves)
        value.tasks = number_make(sweep->place.file, (int)value.x * waves);
    if (sweep->work)
        value.tasks =
            number_make(sweep->place.file, tasks_of_work(sweep, value.x));
    if (!value.text || !value.member ||
        ((waves || sweep->work) && !value.tasks))
        return -ENOMEM;
    values->list[values->count++] = value;
    return 0;
}

/* 1 … 2×cores: every width up to 8, then four per doubling, and always the
 * number of cores itself. */
static int values_of_cores(struct swept_values *values, int cores)
{
    struct yaml_file *file = values->sweep->place.file;
    int most = cores < values->row->most / 2 ? 2 * cores : values->row->most;
    int err = 0;
    for (int width = 1, step = 1; width <= most && err == 0;) {
        err = values_add(
            values, (struct swept_value){yaml_text(file, "%d", width), width,
                                         number_make(file, width), NULL});
        while (step * 8 <= width)
            step *= 2;
        int last = width < cores ? cores : most;
        width += width < last && width + step > last ? last - width : step;
    }
    return err;
}

int sweep_size(const char *text, double *x)
{
    int64_t count;
    uint64_t ns;
    if (units_parse_count(text, &count) == 0 ||
        units_parse_bytes(text, &count) == 0)
        *x = (double)count;
    else if (units_parse_duration_ns(text, &ns) == 0)
        *x = (double)ns / 1e6;
    else
        return -EINVAL;
    return 0;
}

static int value_read(struct swept_values *values,
                      const struct yaml_place *item)
{
    struct swept_value value = {.text = yaml_scalar(item)};
    int err =
        yaml_take(&value.member, values->row, item, "values", values->why);
    if (err < 0)
        return err;
    if (values->sweep->option != SWEEP_SIZE)
        value.x = *(int *)value.member;
    else if (strlen(value.text) > VALUE_TEXT_MAX ||
             sweep_size(value.text, &value.x) < 0)
        return yaml_fail(values->why, item, "values", value.text,
                         "a size such as 1000, 20ms or 64KiB");
    return values_add(values, value);
}

static int values_read(struct swept_values *values, int cores)
{
    const struct sweep *sweep = values->sweep;
    const char *word = yaml_scalar(&sweep->values);
    struct yaml_place item;
    if (word && sweep->option == SWEEP_WIDTH && strcmp(word, "cores") == 0)
        return values_of_cores(values, cores);
    int err = 0;
    for (int i = 0; yaml_item(&sweep->values, i, &item) && err == 0; i++)
        err = i < VALUES_MAX ? value_read(values, &item)
                             : yaml_fail(values->why, &item, "values",
                                         "over 200", "at most 200");
    if (err || values->count)
        return err;
    return yaml_fail(values->why, &sweep->values, "values",
                     word && *word ? word : "none",
                     sweep->option == SWEEP_WIDTH
                         ? "a list, or cores: 1 to twice the number of cores"
                         : "a list");
}

/* Sizes have capitals and points, which names may not. */
static char *name_make(const struct cell *cell, const struct swept_value *value)
{
    char *name =
        yaml_text(cell->place.file, "%s-%s", cell->series, value->text);
    for (char *c = name; c && *c; c++)
        *c = *c == '.' ? '_' : (char)tolower((unsigned char)*c);
    return name;
}

/* A cell that sets the option itself is not swept: it runs once, as it is. */
static bool is_swept(const struct cell *cell, const struct yaml_row *row)
{
    const void *member;
    memcpy(&member, (const char *)cell + row->offset, sizeof member);
    return !member;
}

static int cell_set(struct cell *cell, const struct yaml_row *row,
                    const struct swept_value *value)
{
    cell->swept = true;
    cell->x = value->x;
    memcpy((char *)cell + row->offset, &value->member, sizeof value->member);
    if (value->tasks)
        cell->tasks = value->tasks;
    snprintf(cell->series, sizeof cell->series, "%s", cell->name);
    cell->name = name_make(cell, value);
    return cell->name ? 0 : -ENOMEM;
}

static unsigned cells_wanted(const struct experiment *experiment,
                             const struct swept_values *values)
{
    unsigned count = 0;
    for (unsigned i = 0; i < experiment->cells_count; i++)
        count +=
            is_swept(&experiment->cells[i], values->row) ? values->count : 1;
    return count;
}

static int cells_expand(struct experiment *experiment,
                        const struct swept_values *values)
{
    unsigned count = cells_wanted(experiment, values), at = 0;
    if (count > CELLS_MAX)
        return yaml_fail(values->why, &experiment->place, "sweep",
                         "over 1000 cells", "fewer values or cells");
    struct cell *cells =
        yaml_alloc(experiment->place.file, count * sizeof *cells);
    int err = cells ? 0 : -ENOMEM;
    for (unsigned i = 0; i < experiment->cells_count && err == 0; i++) {
        const struct cell *cell = &experiment->cells[i];
        bool swept = is_swept(cell, values->row);
        for (unsigned v = 0; v < (swept ? values->count : 1) && err == 0; v++) {
            cells[at] = *cell;
            if (swept)
                err = cell_set(&cells[at], values->row, &values->list[v]);
            at++;
        }
    }
    if (err == 0) {
        experiment->cells = cells;
        experiment->cells_count = count;
    }
    return err;
}

/* Two values may be written alike, or make the name of another cell. */
static int validate_names(const struct experiment *experiment,
                          char why[WHY_MAX])
{
    for (unsigned i = 0; i < experiment->cells_count; i++)
        for (unsigned j = 0; j < i; j++)
            if (strcmp(experiment->cells[i].name, experiment->cells[j].name) ==
                0)
                return yaml_fail(why, &experiment->place, "sweep",
                                 experiment->cells[i].name,
                                 "another name or value: two cells have this "
                                 "one");
    return 0;
}

static int validate_sweep(const struct experiment *experiment,
                          const struct yaml_row *row, char why[WHY_MAX])
{
    const struct sweep *sweep = experiment->sweep;
    if (sweep->waves && sweep->option != SWEEP_WIDTH)
        return yaml_fail(why, &experiment->place, "sweep", "waves",
                         "waves only with option: width");
    if (sweep->work && sweep->option != SWEEP_SIZE)
        return yaml_fail(why, &experiment->place, "sweep", "work",
                         "work only with option: size");
    if (experiment->plot & PLOT_EFFICIENCY && sweep->option != SWEEP_SIZE)
        return yaml_fail(why, &experiment->place, "plot", "efficiency",
                         "it only with a sweep of size");
    for (unsigned i = 0; i < experiment->cells_count; i++)
        if (is_swept(&experiment->cells[i], row))
            return 0;
    return yaml_fail(why, &experiment->place, "sweep", "no cell to sweep",
                     "one that does not set the option itself");
}

static int experiment_expand(struct experiment *experiment, int cores,
                             char why[WHY_MAX])
{
    for (unsigned i = 0; i < experiment->cells_count; i++)
        experiment->cells[i].written = i;
    if (!experiment->sweep)
        return 0;
    struct swept_values values = {.sweep = experiment->sweep,
                                  .row = sweep_row(experiment->sweep->option),
                                  .why = why};
    int err = validate_sweep(experiment, values.row, why);
    if (err == 0)
        err = values_read(&values, cores);
    if (err == 0)
        err = cells_expand(experiment, &values);
    return err ? err : validate_names(experiment, why);
}

int sweep_expand(struct suite *suite, int cores, char why[WHY_MAX])
{
    int err = 0;
    for (unsigned i = 0; i < suite->experiments_count && err == 0; i++)
        err = experiment_expand(&suite->experiments[i], cores, why);
    return err;
}
