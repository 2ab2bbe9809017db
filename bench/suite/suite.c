/* suite.c -- reads a suite, and looks for the programs it names. */
#include "bench/suite/suite.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/suite/suite_check.h"
#include "bench/suite/yaml_file.h"
#include "core/base/machine.h"

#define OPTIONAL CYAML_FLAG_OPTIONAL
#define TEXT(flags, key, structure)                                            \
    CYAML_FIELD_STRING_PTR(#key, CYAML_FLAG_POINTER | (flags), structure, key, \
                           1, CYAML_UNLIMITED)
#define NUMBER_PTR(key, structure)                                             \
    CYAML_FIELD_INT_PTR(#key, CYAML_FLAG_POINTER | OPTIONAL, structure, key)
#define TRUTH(key, structure) YAML_FIELD_TRUTH(#key, structure, key)

#define WORDS(structure)                                                       \
    CYAML_FIELD_SEQUENCE("options", CYAML_FLAG_POINTER | OPTIONAL, structure,  \
                         options, &word_schema, 1, SUITE_OPTIONS_MAX)

static const cyaml_schema_value_t word_schema = {
    CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 0, CYAML_UNLIMITED),
};

static const cyaml_schema_field_t cell_fields[] = {
    TEXT(OPTIONAL, model, struct cell),
    TEXT(OPTIONAL, executable, struct cell),
    TEXT(OPTIONAL, name, struct cell),
    TEXT(OPTIONAL, workload, struct cell),
    TEXT(OPTIONAL, size, struct cell),
    NUMBER_PTR(width, struct cell),
    NUMBER_PTR(tasks, struct cell),
    NUMBER_PTR(cpu_share, struct cell),
    WORDS(struct cell),
    TRUTH(optional, struct cell),
    TRUTH(offload, struct cell),
    TRUTH(ticker, struct cell),
    TRUTH(meter, struct cell),
    TRUTH(pin, struct cell),
    CYAML_FIELD_END,
};

static const cyaml_schema_value_t cell_schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct cell, cell_fields),
};

static const cyaml_schema_field_t server_fields[] = {
    TEXT(OPTIONAL, delay, struct suite_server),
    TEXT(OPTIONAL, size, struct suite_server),
    TEXT(OPTIONAL, limit, struct suite_server),
    TEXT(OPTIONAL, pause_every, struct suite_server),
    TEXT(OPTIONAL, pause_for, struct suite_server),
    CYAML_FIELD_END,
};

static const cyaml_strval_t sweep_options[] = {
    {"width", SWEEP_WIDTH},
    {"tasks", SWEEP_TASKS},
    {"size", SWEEP_SIZE},
    {"cpu_share", SWEEP_CPU_SHARE},
};

/* Its values are a list or a word, which a schema cannot say: sweep.c. */
static const cyaml_schema_field_t sweep_fields[] = {
    CYAML_FIELD_ENUM("option", CYAML_FLAG_STRICT, struct sweep, option,
                     sweep_options, CYAML_ARRAY_LEN(sweep_options)),
    CYAML_FIELD_IGNORE("values", CYAML_FLAG_DEFAULT),
    CYAML_FIELD_INT("waves", OPTIONAL, struct sweep, waves),
    CYAML_FIELD_END,
};

static const cyaml_strval_t plots[] = {
    {"time", PLOT_TIME},
    {"speedup", PLOT_SPEEDUP},
    {"throughput", PLOT_THROUGHPUT},
    {"latency", PLOT_LATENCY},
    {"cpu", PLOT_CPU},
    {"memory", PLOT_MEMORY},
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
    TRUTH(database, struct experiment),
    WORDS(struct experiment),
    CYAML_FIELD_MAPPING_PTR("sweep", CYAML_FLAG_POINTER | OPTIONAL,
                            struct experiment, sweep, sweep_fields),
    CYAML_FIELD_FLAGS("plot", CYAML_FLAG_STRICT | OPTIONAL, struct experiment,
                      plot, plots, CYAML_ARRAY_LEN(plots)),
    TEXT(OPTIONAL, expect, struct experiment),
    CYAML_FIELD_INT("blocks", OPTIONAL, struct experiment, blocks),
    TRUTH(fails, struct experiment),
    TRUTH(untimed_setup, struct experiment),
    TRUTH(slow, struct experiment),
    TRUTH(full, struct experiment),
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

int suite_load_on(struct suite **suite, const char *path, int cores,
                  char why[WHY_MAX])
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
    err = check_suite(&check, *suite);
    if (err == 0)
        err = sweep_expand(&check, *suite, cores);
    if (err == -ENOMEM)
        snprintf(why, WHY_MAX, "%.200s: no memory", path);
    check_close(&check);
out:
    if (err) {
        suite_free(*suite);
        *suite = NULL;
    }
    return err;
}

int suite_load(struct suite **suite, const char *path, char why[WHY_MAX])
{
    return suite_load_on(suite, path, machine_cores(), why);
}

void suite_free(struct suite *suite)
{
    yaml_unload(&suite_schema, suite);
}

/* `path` as it counts from `dir`: "a/b" and "../c" make "a/c". */
static char *path_join(const char *dir, const char *path)
{
    int length = (int)strlen(dir);
    while (strncmp(path, "../", 3) == 0) {
        const char *slash = memrchr(dir, '/', (size_t)length);
        if (!slash || slash[1] == '.')
            break;
        length = (int)(slash - dir);
        path += 3;
    }
    char *whole;
    return asprintf(&whole, "%.*s/%s", length, dir, path) < 0 ? NULL : whole;
}

int suite_resolve(struct suite *suite, const char *dir)
{
    int resolved = 0;
    for (unsigned e = 0; e < suite->experiments_count; e++)
        for (unsigned c = 0; c < suite->experiments[e].cells_count; c++) {
            char **path = &suite->experiments[e].cells[c].executable;
            if (!*path || (*path)[0] == '/')
                continue;
            char *whole = path_join(dir, *path);
            if (!whole)
                return -ENOMEM;
            free(*path);
            *path = whole;
            resolved++;
        }
    return resolved;
}

bool suite_is_model(const char *file)
{
    static const char *const others[] = {"costs", "semantics", "server"};
    if (strncmp(file, "overlap-", 8) != 0)
        return false;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strcmp(file + 8, others[i]) == 0)
            return false;
    return true;
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
        if (suite_is_model(name)) {
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
    if (cell->optional)
        return 0;
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
            check.cell = (int)e->cells[i].written;
            err = find_program(&check, &e->cells[i], bin_dir);
        }
    }
    check_close(&check);
    return err ? -ENOENT : 0;
}

const char *cell_workload(const struct experiment *experiment,
                          const struct cell *cell)
{
    return cell->workload ? cell->workload : experiment->workload;
}
