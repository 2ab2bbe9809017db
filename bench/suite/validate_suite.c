/* validate_suite.c -- what must hold of a suite beyond its tables. */
#include "bench/suite/validate_suite.h"

#include <ctype.h>
#include <string.h>

#include "core/base/secret.h"

enum { TITLE_MAX = 150 }; /* it is a heading, of suites and experiments */

static bool name_fits(const char *name)
{
    return strlen(name) <= SUITE_NAME_MAX && islower((unsigned char)name[0]) &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-_") ==
               strlen(name);
}

/* Two dashes stand between an experiment's name and a cell's in a link to its
 * runs. */
static bool name_has_two_dashes(const char *name)
{
    return strstr(name, "--") || name[strlen(name) - 1] == '-';
}

static int validate_name(const struct yaml_place *place, const char *name,
                         char why[WHY_MAX])
{
    if (!name_fits(name))
        return yaml_fail(why, place, "name", name,
                         "a lower-case letter, then lower-case letters, "
                         "digits, - and _, at most 40 in all");
    if (name_has_two_dashes(name))
        return yaml_fail(why, place, "name", name,
                         "no two - in a row, and none at the end");
    return 0;
}

static int validate_runs(const struct experiment *experiment,
                         const struct cell *cell, char why[WHY_MAX])
{
    bool burn = strcmp(cell_workload(experiment, cell), SUITE_BURN) == 0;
    int runners = (cell->model != NULL) + (cell->executable != NULL);
    if (burn && runners)
        return yaml_fail(why, &cell->place, "model",
                         cell->model ? cell->model : cell->executable,
                         "no model: overlap itself runs the workload burn");
    if (!burn && runners != 1)
        return yaml_fail(why, &cell->place, "model",
                         runners ? "an executable too" : "none",
                         "a model or an executable");
    return 0;
}

/* A suite ends up in the folder of its results, and its options in the report
 * and on command lines. */
static int validate_options(const struct yaml_place *place, char *const *words,
                            unsigned count, char why[WHY_MAX])
{
    for (unsigned i = 0; i < count; i++)
        if (secret_is_in(words[i]))
            return yaml_fail(why, place, "options", "a password",
                             "none: others will read this");
    return 0;
}

static int validate_launch(const struct cell *cell, char why[WHY_MAX])
{
    if (cell->launch_count && !*cell->launch[0])
        return yaml_fail(why, &cell->place, "launch", "nothing",
                         "a program and its words, such as [mpirun, -np, "
                         "\"4\"]");
    return validate_options(&cell->place, cell->launch, cell->launch_count,
                            why);
}

static int validate_cell(const struct experiment *experiment, unsigned index,
                         char why[WHY_MAX])
{
    struct cell *cell = &experiment->cells[index];
    int err = validate_runs(experiment, cell, why);
    if (err == 0)
        err = validate_launch(cell, why);
    if (err == 0)
        err = validate_options(&cell->place, cell->options, cell->options_count,
                               why);
    if (err)
        return err;
    if (!cell->name && !(cell->name = cell->model))
        return yaml_fail(why, &cell->place, "name", NULL,
                         "a name for this cell");
    for (unsigned i = 0; i < index; i++)
        if (strcmp(experiment->cells[i].name, cell->name) == 0)
            return yaml_fail(why, &cell->place, "name", cell->name,
                             "another name: this one is taken in its "
                             "experiment");
    return validate_name(&cell->place, cell->name, why);
}

static int validate_experiment(const struct suite *suite, unsigned index,
                               char why[WHY_MAX])
{
    const struct experiment *experiment = &suite->experiments[index];
    for (unsigned i = 0; i < index; i++)
        if (strcmp(suite->experiments[i].name, experiment->name) == 0)
            return yaml_fail(why, &experiment->place, "name", NULL,
                             "another name: this one is taken");
    if (experiment->database && experiment->server)
        return yaml_fail(why, &experiment->place, "database",
                         "true beside a server", "one or the other");
    if (strlen(experiment->title) > TITLE_MAX)
        return yaml_fail(why, &experiment->place, "title", experiment->title,
                         "at most 150 bytes");
    int err = validate_name(&experiment->place, experiment->name, why);
    if (err == 0)
        err = validate_options(&experiment->place, experiment->options,
                               experiment->options_count, why);
    for (unsigned i = 0; i < experiment->cells_count && err == 0; i++)
        err = validate_cell(experiment, i, why);
    return err;
}

int suite_validate(struct suite *suite, char why[WHY_MAX])
{
    int err = strlen(suite->title) > TITLE_MAX
                  ? yaml_fail(why, &suite->place, "title", suite->title,
                              "at most 150 bytes")
                  : 0;
    for (unsigned i = 0; i < suite->experiments_count && err == 0; i++)
        err = validate_experiment(suite, i, why);
    return err;
}
