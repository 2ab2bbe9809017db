/* suite_check.c -- what must hold of a suite that a schema cannot say. */
#include "bench/suite/suite_check.h"

#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static int check_number(struct check *check, const char *key, int least,
                        int most, const char *expected)
{
    yaml_node_t *node = check_node(check, key);
    if (!node)
        return 0;
    /* libcyaml lets what follows the digits pass. */
    const char *text = (const char *)node->data.scalar.value;
    char *end;
    errno = 0;
    long value = strtol(text, &end, 10);
    if (errno == 0 && *end == '\0' && value >= least && value <= most)
        return 0;
    return check_fail(check, key, text, expected);
}

static bool name_fits(const char *name)
{
    return strlen(name) <= SUITE_NAME_MAX && islower((unsigned char)name[0]) &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-_") ==
               strlen(name);
}

static int check_name(struct check *check, const char *name)
{
    return name_fits(name)
               ? 0
               : check_fail(check, "name", name,
                            "a small letter, then small letters, digits, - "
                            "and _, at most 40");
}

static int check_runs(struct check *check, const struct experiment *experiment,
                      const struct cell *cell)
{
    bool burn = strcmp(cell_workload(experiment, cell), SUITE_BURN) == 0;
    int runners = (cell->model != NULL) + (cell->executable != NULL);
    if (burn && runners)
        return check_fail(check, "model",
                          cell->model ? cell->model : cell->executable,
                          "no model: overlap itself runs the workload burn");
    if (!burn && runners != 1)
        return check_fail(check, "model",
                          runners ? "an executable too" : "none",
                          "a model or an executable");
    return 0;
}

static int check_cell(struct check *check, const struct experiment *experiment)
{
    struct cell *cell = &experiment->cells[check->cell];
    int err = check_runs(check, experiment, cell);
    if (err)
        return err;
    if (!cell->name && !cell->model)
        return check_fail(check, "name", "none", "a name for this cell");
    if (!cell->name && !(cell->name = strdup(cell->model)))
        return -ENOMEM;
    for (int i = 0; i < check->cell; i++)
        if (strcmp(experiment->cells[i].name, cell->name) == 0)
            return check_fail(check, "name", cell->name,
                              "another name: this one is taken in its "
                              "experiment");
    if ((err = check_name(check, cell->name)) == 0 &&
        (err = check_number(check, "tasks", 1, INT32_MAX,
                            "a whole number of at least 1")) == 0)
        err = check_number(check, "width", 0, INT32_MAX,
                           "a whole number, 0 for a worker a task");
    if (err == 0)
        err = check_number(check, "cpu_share", 0, 100,
                           "a whole number from 0 to 100");
    return err;
}

static int check_experiment(struct check *check, const struct suite *suite)
{
    const struct experiment *experiment =
        &suite->experiments[check->experiment];
    check->cell = -1;
    for (unsigned i = 0; i < check->experiment; i++)
        if (strcmp(suite->experiments[i].name, experiment->name) == 0)
            return check_fail(check, "name", experiment->name,
                              "another name: this one is taken");
    if (experiment->database && experiment->server)
        return check_fail(check, "database", "true beside a server",
                          "one of them");
    int err = check_name(check, experiment->name);
    if (err == 0)
        err = check_number(check, "tasks", 1, INT32_MAX,
                           "a whole number of at least 1");
    if (err == 0)
        err = check_number(check, "cpu_share", 0, 100,
                           "a whole number from 0 to 100");
    if (err == 0)
        err = check_number(check, "blocks", 1, INT32_MAX,
                           "a whole number of at least 1");
    for (unsigned i = 0; i < experiment->cells_count && err == 0; i++) {
        check->cell = (int)i;
        err = check_cell(check, experiment);
    }
    return err;
}

int check_suite(struct check *check, struct suite *suite)
{
    int err = 0;
    for (unsigned i = 0; i < suite->experiments_count && err == 0; i++) {
        check->experiment = i;
        err = check_experiment(check, suite);
    }
    return err;
}
