/* sweep.c -- an experiment's sweep: each of its cells once at each value. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/suite/suite_check.h"
#include "core/base/units.h"

/* One value, as the command line takes it and as a number. */
struct value {
    char text[24];
    double x;
};

struct values {
    struct value *list;
    unsigned count;
};

static int values_add(struct values *values, const char *text, double x)
{
    struct value *list =
        realloc(values->list, (values->count + 1) * sizeof *list);
    if (!list)
        return -ENOMEM;
    values->list = list;
    list[values->count].x = x;
    snprintf(list[values->count++].text, sizeof list->text, "%s", text);
    return 0;
}

/* 1 … 2×cores: every width up to 8, then four to each doubling, and always
 * the cores themselves. */
static int values_of_cores(struct values *values, int cores)
{
    char text[24];
    int err = 0;
    for (int width = 1, step = 1; width <= 2 * cores && err == 0;) {
        snprintf(text, sizeof text, "%d", width);
        err = values_add(values, text, width);
        while (step * 8 <= width)
            step *= 2;
        int last = width < cores ? cores : 2 * cores;
        width += width < last && width + step > last ? last - width : step;
    }
    return err;
}

/* A count, milliseconds or bytes, by what follows the number. */
static int size_parse(const char *text, double *x)
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

static int whole_parse(const char *text, double least, double most, double *x)
{
    char *end;
    *x = (double)strtol(text, &end, 10);
    return isdigit((unsigned char)*text) && *end == '\0' && *x >= least &&
                   *x <= most
               ? 0
               : -EINVAL;
}

static const struct {
    double least, most;
    const char *expected;
} rules[] = {
    [SWEEP_WIDTH] = {0, 1e7, "a whole number, 0 for a worker a task"},
    [SWEEP_TASKS] = {1, 1e7, "a whole number of at least 1"},
    [SWEEP_SIZE] = {0, 0, "a size such as 1000, 20ms or 64KiB"},
    [SWEEP_CPU_SHARE] = {0, 100, "a whole number from 0 to 100"},
};

static int value_read(struct check *check, enum sweep_option option,
                      const yaml_node_t *node, struct values *values)
{
    double x = 0;
    const char *text = node->type == YAML_SCALAR_NODE
                           ? (const char *)node->data.scalar.value
                           : "no value";
    bool fits =
        strlen(text) < sizeof values->list->text &&
        (option == SWEEP_SIZE ? size_parse(text, &x)
                              : whole_parse(text, rules[option].least,
                                            rules[option].most, &x)) == 0;
    if (!fits)
        return check_fail_at(check, node, "values", text,
                             rules[option].expected);
    return values_add(values, text, x);
}

static int values_read(struct check *check, const struct sweep *sweep,
                       int cores, struct values *values)
{
    yaml_node_t *map = check_node(check, "sweep");
    yaml_node_t *list = check_get(check, map, "values");
    yaml_node_t *node = check_item(check, list, 0);
    if (list->type == YAML_SCALAR_NODE && sweep->option == SWEEP_WIDTH &&
        strcmp((const char *)list->data.scalar.value, "cores") == 0)
        return values_of_cores(values, cores);
    if (!node)
        return check_fail_at(
            check, list, "values",
            list->type == YAML_SCALAR_NODE && *list->data.scalar.value
                ? (const char *)list->data.scalar.value
                : "none",
            sweep->option == SWEEP_WIDTH
                ? "a list, or cores: 1 to twice as many as there are"
                : "a list");
    int err = 0;
    for (unsigned i = 1; node && err == 0; i++) {
        err = value_read(check, sweep->option, node, values);
        node = check_item(check, list, i);
    }
    return err;
}

static void copy_text(char **text, int *err)
{
    if (*text && !(*text = strdup(*text)))
        *err = -ENOMEM;
}

static void copy_number(int **number, int *err)
{
    int *copy = *number ? malloc(sizeof *copy) : NULL;
    if (copy)
        *copy = **number;
    else if (*number)
        *err = -ENOMEM;
    *number = copy;
}

static void copy_words(struct cell *cell, int *err)
{
    char **words = cell->options;
    if (!words)
        return;
    cell->options = calloc(cell->options_count, sizeof *words);
    if (!cell->options) {
        cell->options_count = 0;
        *err = -ENOMEM;
    }
    for (unsigned i = 0; i < cell->options_count; i++) {
        cell->options[i] = words[i];
        copy_text(&cell->options[i], err);
    }
}

/* Makes what `cell` points at its own. */
static int cell_own(struct cell *cell)
{
    int err = 0;
    copy_text(&cell->model, &err);
    copy_text(&cell->executable, &err);
    copy_text(&cell->name, &err);
    copy_text(&cell->workload, &err);
    copy_text(&cell->size, &err);
    copy_number(&cell->width, &err);
    copy_number(&cell->tasks, &err);
    copy_number(&cell->cpu_share, &err);
    copy_words(cell, &err);
    return err;
}

static int set_number(int **number, double value)
{
    if (!*number && !(*number = malloc(sizeof **number)))
        return -ENOMEM;
    **number = (int)value;
    return 0;
}

static int set_value(struct cell *cell, const struct sweep *sweep,
                     const struct value *value)
{
    switch (sweep->option) {
    case SWEEP_TASKS:
        return set_number(&cell->tasks, value->x);
    case SWEEP_CPU_SHARE:
        return set_number(&cell->cpu_share, value->x);
    case SWEEP_SIZE:
        cell->size = strdup(value->text);
        return cell->size ? 0 : -ENOMEM;
    case SWEEP_WIDTH:
        break;
    }
    int err = set_number(&cell->width, value->x);
    if (err == 0 && sweep->waves)
        err = set_number(&cell->tasks, value->x * sweep->waves);
    return err;
}

/* Sizes have capitals and points, which no name has. */
static int set_name(struct cell *cell, const struct value *value)
{
    char name[sizeof cell->series + sizeof value->text + 1];
    snprintf(cell->series, sizeof cell->series, "%s", cell->name);
    snprintf(name, sizeof name, "%s-%s", cell->series, value->text);
    for (char *c = name; *c; c++)
        *c = *c == '.' ? '_' : (char)tolower((unsigned char)*c);
    free(cell->name);
    cell->name = strdup(name);
    return cell->name ? 0 : -ENOMEM;
}

/* What a cell says itself holds: such a cell is run once, as it is. */
static bool is_swept(const struct cell *cell, const struct sweep *sweep)
{
    return !(sweep->option == SWEEP_WIDTH   ? (void *)cell->width
             : sweep->option == SWEEP_TASKS ? (void *)cell->tasks
             : sweep->option == SWEEP_SIZE  ? (void *)cell->size
                                            : (void *)cell->cpu_share);
}

/* Fills `to` with a cell a value; the last takes over what `from` owns, even
 * when memory ran out. Returns 0 or -ENOMEM. */
static int cell_expand(struct cell *to, const struct cell *from,
                       const struct sweep *sweep, const struct values *values)
{
    int err = 0;
    for (unsigned i = 0; i < values->count; i++) {
        to[i] = *from;
        if (i + 1 < values->count && cell_own(&to[i]) < 0)
            err = -ENOMEM;
        to[i].swept = true;
        to[i].x = values->list[i].x;
        if (err == 0)
            err = set_name(&to[i], &values->list[i]);
        if (err == 0)
            err = set_value(&to[i], sweep, &values->list[i]);
    }
    return err;
}

static unsigned cells_wanted(const struct experiment *experiment,
                             const struct values *values)
{
    unsigned count = 0;
    for (unsigned i = 0; i < experiment->cells_count; i++)
        count += is_swept(&experiment->cells[i], experiment->sweep)
                     ? values->count
                     : 1;
    return count;
}

static int cells_expand(struct experiment *experiment,
                        const struct values *values)
{
    unsigned count = cells_wanted(experiment, values), at = 0;
    struct cell *cells = calloc(count ? count : 1, sizeof *cells);
    int err = 0;
    if (!cells)
        return -ENOMEM;
    for (unsigned i = 0; i < experiment->cells_count; i++) {
        struct cell *cell = &experiment->cells[i];
        if (!is_swept(cell, experiment->sweep)) {
            cells[at++] = *cell;
            continue;
        }
        if (cell_expand(&cells[at], cell, experiment->sweep, values) < 0)
            err = -ENOMEM;
        at += values->count;
    }
    free(experiment->cells);
    experiment->cells = cells;
    experiment->cells_count = count;
    return err;
}

/* Two values may be written alike, or as another cell is named. */
static int check_names(struct check *check, const struct experiment *experiment)
{
    for (unsigned i = 0; i < experiment->cells_count; i++)
        for (unsigned j = 0; j < i; j++)
            if (strcmp(experiment->cells[i].name, experiment->cells[j].name) ==
                0)
                return check_fail(check, "sweep", experiment->cells[i].name,
                                  "another name or value: two cells have this "
                                  "one");
    return 0;
}

static int check_sweep(struct check *check, const struct experiment *experiment)
{
    const struct sweep *sweep = experiment->sweep;
    if (sweep->waves < 0 || sweep->waves > 1000)
        return check_fail(check, "sweep", "other waves",
                          "waves, a whole number from 1 to 1000");
    if (sweep->waves && sweep->option != SWEEP_WIDTH)
        return check_fail(check, "sweep", "waves",
                          "them with option: width only");
    for (unsigned i = 0; i < experiment->cells_count; i++)
        if (is_swept(&experiment->cells[i], sweep))
            return 0;
    return check_fail(check, "sweep", "no cell to sweep",
                      "one that does not set the option itself");
}

static int experiment_expand(struct check *check, struct experiment *experiment,
                             int cores)
{
    struct values values = {0};
    check->cell = -1;
    for (unsigned i = 0; i < experiment->cells_count; i++)
        experiment->cells[i].written = i;
    if (!experiment->sweep)
        return 0;
    int err = check_sweep(check, experiment);
    if (err == 0)
        err = values_read(check, experiment->sweep, cores, &values);
    if (err == 0)
        err = cells_expand(experiment, &values);
    if (err == 0)
        err = check_names(check, experiment);
    free(values.list);
    return err;
}

int sweep_expand(struct check *check, struct suite *suite, int cores)
{
    int err = 0;
    for (unsigned i = 0; i < suite->experiments_count && err == 0; i++) {
        check->experiment = i;
        err = experiment_expand(check, &suite->experiments[i], cores);
    }
    return err;
}
