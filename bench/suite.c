/* suite.c -- reads a suite and checks what a schema cannot.
 *
 * libcyaml fills the structs and keeps no lines; so the same file is read a
 * second time as a document of libyaml's, whose nodes know theirs. */
#include "suite.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <yaml.h>

#include "bench/yaml.h"

#define OPTIONAL CYAML_FLAG_OPTIONAL
#define TEXT(flags, key, structure)                                            \
    CYAML_FIELD_STRING_PTR(#key, CYAML_FLAG_POINTER | (flags), structure, key, \
                           1, CYAML_UNLIMITED)
#define NUMBER_PTR(key, structure)                                             \
    CYAML_FIELD_INT_PTR(#key, CYAML_FLAG_POINTER | OPTIONAL, structure, key)
#define TRUTH(key, structure) YAML_FIELD_TRUTH(#key, structure, key)

static const cyaml_schema_field_t cell_fields[] = {
    TEXT(OPTIONAL, model, struct cell),
    TEXT(OPTIONAL, executable, struct cell),
    TEXT(OPTIONAL, name, struct cell),
    TEXT(OPTIONAL, workload, struct cell),
    TEXT(OPTIONAL, size, struct cell),
    NUMBER_PTR(width, struct cell),
    NUMBER_PTR(tasks, struct cell),
    TRUTH(offload, struct cell),
    TRUTH(ticker, struct cell),
    TRUTH(meter, struct cell),
    CYAML_FIELD_END,
};

static const cyaml_schema_value_t cell_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct cell, cell_fields),
};

static const cyaml_schema_field_t server_fields[] = {
    TEXT(OPTIONAL, delay, struct suite_server),
    TEXT(OPTIONAL, size, struct suite_server),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t experiment_fields[] = {
    TEXT(CYAML_FLAG_DEFAULT, name, struct experiment),
    TEXT(CYAML_FLAG_DEFAULT, title, struct experiment),
    TEXT(OPTIONAL, lesson, struct experiment),
    TEXT(CYAML_FLAG_DEFAULT, workload, struct experiment),
    CYAML_FIELD_INT("tasks", OPTIONAL, struct experiment, tasks),
    TEXT(OPTIONAL, size, struct experiment),
    TEXT(OPTIONAL, rate, struct experiment),
    TEXT(OPTIONAL, timeout, struct experiment),
    NUMBER_PTR(cpu_share, struct experiment),
    CYAML_FIELD_MAPPING_PTR("server", CYAML_FLAG_POINTER | OPTIONAL,
                            struct experiment, server, server_fields),
    TEXT(OPTIONAL, expect, struct experiment),
    TRUTH(slow, struct experiment),
    CYAML_FIELD_SEQUENCE("cells", CYAML_FLAG_POINTER, struct experiment, cells,
                         &cell_schema, 1, CYAML_UNLIMITED),
    CYAML_FIELD_END,
};

static const cyaml_schema_value_t experiment_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct experiment,
                        experiment_fields),
};

static const cyaml_schema_field_t suite_fields[] = {
    TEXT(CYAML_FLAG_DEFAULT, title, struct suite),
    CYAML_FIELD_SEQUENCE("experiments", CYAML_FLAG_POINTER, struct suite,
                         experiments, &experiment_schema, 1, CYAML_UNLIMITED),
    CYAML_FIELD_END,
};

static const cyaml_schema_value_t suite_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct suite, suite_fields),
};

/* What a check needs to say where it failed. A cell of -1 stands for the
 * experiment itself. */
struct check {
    const char *path;
    yaml_document_t document;
    unsigned experiment;
    int cell;
    char *why;
};

static int check_open(struct check *check)
{
    FILE *file = fopen(check->path, "re");
    if (!file)
        return -errno;
    yaml_parser_t parser;
    int err = yaml_parser_initialize(&parser) ? 0 : -ENOMEM;
    if (err == 0) {
        yaml_parser_set_input_file(&parser, file);
        err = yaml_parser_load(&parser, &check->document) ? 0 : -EINVAL;
        yaml_parser_delete(&parser);
    }
    fclose(file);
    return err;
}

static yaml_node_t *map_get(yaml_document_t *document, yaml_node_t *map,
                            const char *key)
{
    yaml_node_pair_t *pair = map ? map->data.mapping.pairs.start : NULL;
    for (; pair && pair < map->data.mapping.pairs.top; pair++) {
        yaml_node_t *node = yaml_document_get_node(document, pair->key);
        if (strcmp((const char *)node->data.scalar.value, key) == 0)
            return yaml_document_get_node(document, pair->value);
    }
    return NULL;
}

static yaml_node_t *list_get(yaml_document_t *document, yaml_node_t *list,
                             unsigned index)
{
    return list ? yaml_document_get_node(document,
                                         list->data.sequence.items.start[index])
                : NULL;
}

/* The experiment or cell being checked. */
static yaml_node_t *check_map(struct check *check)
{
    yaml_document_t *document = &check->document;
    yaml_node_t *list =
        map_get(document, yaml_document_get_root_node(document), "experiments");
    yaml_node_t *map = list_get(document, list, check->experiment);
    if (check->cell < 0)
        return map;
    return list_get(document, map_get(document, map, "cells"),
                    (unsigned)check->cell);
}

/* Says what is wrong with `key`, or with the whole when it is not there. */
static int check_fail(struct check *check, const char *key, const char *found,
                      const char *expected)
{
    yaml_node_t *map = check_map(check);
    yaml_node_t *node = map_get(&check->document, map, key);
    const yaml_node_t *at = node ? node : map;
    snprintf(check->why, WHY_MAX, "%.100s:%zu: %s: found %.80s; expected %s",
             check->path, at->start_mark.line + 1, key, found, expected);
    return -EINVAL;
}

static int check_number(struct check *check, const char *key, int least,
                        int most, const char *expected)
{
    yaml_node_t *node = map_get(&check->document, check_map(check), key);
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
    return strlen(name) <= 40 && islower((unsigned char)name[0]) &&
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
    int err = check_name(check, experiment->name);
    if (err == 0)
        err = check_number(check, "tasks", 1, INT32_MAX,
                           "a whole number of at least 1");
    if (err == 0)
        err = check_number(check, "cpu_share", 0, 100,
                           "a whole number from 0 to 100");
    for (unsigned i = 0; i < experiment->cells_count && err == 0; i++) {
        check->cell = (int)i;
        err = check_cell(check, experiment);
    }
    return err;
}

int suite_load(struct suite **suite, const char *path, char why[WHY_MAX])
{
    struct check check = {.path = path, .why = why};
    int err = yaml_load(path, &suite_schema, (void **)suite, why);
    if (err)
        return err;
    if ((err = check_open(&check)) < 0) {
        snprintf(why, WHY_MAX, "%.200s: %s; expected a readable file", path,
                 strerror(-err));
        goto out;
    }
    for (; check.experiment < (*suite)->experiments_count && err == 0;
         check.experiment++)
        err = check_experiment(&check, *suite);
    yaml_document_delete(&check.document);
out:
    if (err) {
        suite_free(*suite);
        *suite = NULL;
    }
    return err;
}

void suite_free(struct suite *suite)
{
    yaml_unload(&suite_schema, suite);
}

/* The models in `bin_dir`, for the one who named another. */
static void list_models(const char *bin_dir, char *text, size_t size)
{
    struct dirent **found;
    int count = scandir(bin_dir, &found, NULL, alphasort);
    snprintf(text, size, "one of");
    const char *comma = "";
    for (int i = 0; i < count; i++) {
        const char *name = found[i]->d_name;
        size_t used = strlen(text);
        if (strncmp(name, "overlap-", 8) == 0 &&
            strcmp(name, "overlap-server") != 0) {
            snprintf(text + used, size - used, "%s %s", comma, name + 8);
            comma = ",";
        }
        free(found[i]);
    }
    if (count >= 0)
        free(found);
    if (!*comma)
        snprintf(text, size, "overlap-<model> in %s, which has none", bin_dir);
}

static int find_program(struct check *check, const struct cell *cell,
                        const char *bin_dir)
{
    char text[300];
    if (cell->executable) {
        if (access(cell->executable, X_OK) == 0)
            return 0;
        return check_fail(check, "executable", cell->executable,
                          "a program that can be run");
    }
    if (!cell->model)
        return 0;
    snprintf(text, sizeof text, "%s/overlap-%s", bin_dir, cell->model);
    if (strchr(cell->model, '/') == NULL && access(text, X_OK) == 0)
        return 0;
    list_models(bin_dir, text, sizeof text);
    return check_fail(check, "model", cell->model, text);
}

static int find_server(struct check *check, const struct experiment *experiment,
                       const char *bin_dir)
{
    char path[4200];
    check->cell = -1;
    snprintf(path, sizeof path, "%.4096s/overlap-server", bin_dir);
    if (!experiment->server || access(path, X_OK) == 0)
        return 0;
    return check_fail(check, "server", "no overlap-server",
                      "it beside overlap itself");
}

int suite_find_programs(const struct suite *suite, const char *path,
                        const char *bin_dir, char why[WHY_MAX])
{
    struct check check = {.path = path, .why = why};
    int err = check_open(&check);
    if (err) {
        snprintf(why, WHY_MAX, "%.200s: %s; expected a readable suite", path,
                 strerror(-err));
        return err;
    }
    for (; check.experiment < suite->experiments_count && err == 0;
         check.experiment++) {
        const struct experiment *e = &suite->experiments[check.experiment];
        err = find_server(&check, e, bin_dir);
        for (unsigned i = 0; i < e->cells_count && err == 0; i++) {
            check.cell = (int)i;
            err = find_program(&check, &e->cells[i], bin_dir);
        }
    }
    yaml_document_delete(&check.document);
    return err ? -ENOENT : 0;
}

const char *cell_workload(const struct experiment *experiment,
                          const struct cell *cell)
{
    return cell->workload ? cell->workload : experiment->workload;
}
