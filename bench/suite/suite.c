/* suite.c -- reads a suite, and finds the programs that it names. */
#include "bench/suite/suite.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/suite/launch.h"
#include "bench/suite/sweep.h"
#include "bench/suite/validate_suite.h"
#include "bench/suite/yaml.h"
#include "core/base/machine.h"
#include "core/base/path.h"

int suite_load_on(struct suite **suite, const char *path, int cores,
                  char why[WHY_MAX])
{
    void *read;
    int err = yaml_read(&read, path, suite_rows, sizeof **suite, why);
    *suite = read;
    if (err == 0)
        err = suite_validate(*suite, why);
    if (err == 0)
        err = sweep_expand(*suite, cores, why);
    if (err == 0)
        err = launch_fill(*suite, cores);
    if (err == -ENOMEM)
        snprintf(why, WHY_MAX, "%.200s: not enough memory", path);
    if (err < 0) {
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
    if (suite)
        yaml_close(suite->place.file);
}

/* `path`, relative to `dir`: "a/b" and "../c" make "a/c". */
static char *path_join(struct yaml_file *file, const char *dir,
                       const char *path)
{
    int length = (int)strlen(dir);
    while (strncmp(path, "../", 3) == 0) {
        const char *slash = memrchr(dir, '/', (size_t)length);
        if (!slash || slash[1] == '.')
            break;
        length = (int)(slash - dir);
        path += 3;
    }
    return yaml_text(file, "%.*s/%s", length, dir, path);
}

static int resolve(struct suite *suite, const char *dir, char **path)
{
    if (!*path || (*path)[0] == '/')
        return 0;
    *path = path_join(suite->place.file, dir, *path);
    return *path ? 1 : -ENOMEM;
}

/* What has no slash is in PATH. */
static int resolve_launcher(struct suite *suite, const char *dir,
                            const struct cell *cell)
{
    bool path = cell->launch_count && strchr(cell->launch[0], '/');
    return path ? resolve(suite, dir, &cell->launch[0]) : 0;
}

/* The name of one of our workloads is no path. */
static int resolve_library(struct suite *suite, const char *dir, char **path)
{
    size_t length = *path ? strlen(*path) : 0;
    bool library = length > 3 && strcmp(*path + length - 3, ".so") == 0;
    return library ? resolve(suite, dir, path) : 0;
}

static void count(int *resolved, int more)
{
    if (*resolved >= 0)
        *resolved = more < 0 ? more : *resolved + more;
}

int suite_resolve(struct suite *suite, const char *dir)
{
    int resolved = 0;
    for (unsigned e = 0; e < suite->experiments_count; e++) {
        struct experiment *experiment = &suite->experiments[e];
        count(&resolved, resolve_library(suite, dir, &experiment->workload));
        for (unsigned c = 0; c < experiment->cells_count; c++) {
            struct cell *cell = &experiment->cells[c];
            count(&resolved, resolve(suite, dir, &cell->executable));
            count(&resolved, resolve_launcher(suite, dir, cell));
            count(&resolved, resolve_library(suite, dir, &cell->workload));
        }
    }
    return resolved;
}

bool suite_is_model(const char *file)
{
    static const char *const others[] = {"costs", "semantics", "server",
                                         SUITE_UNEVEN};
    if (strncmp(file, "overlap-", 8) != 0)
        return false;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strcmp(file + 8, others[i]) == 0)
            return false;
    return true;
}

/* The models in `bin_dir`, for somebody who named another. */
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

static int find_program(const struct cell *cell, const char *bin_dir,
                        char why[WHY_MAX])
{
    char path[PATH_MAX], text[300];
    if (cell->optional)
        return 0;
    if (cell->executable) {
        if (access(cell->executable, X_OK) == 0)
            return 0;
        return yaml_fail(why, &cell->place, "executable", cell->executable,
                         "a program that can be run");
    }
    if (!cell->model)
        return 0;
    path_format(path, "%s/overlap-%s", bin_dir, cell->model);
    if (strchr(cell->model, '/') == NULL && access(path, X_OK) == 0)
        return 0;
    list_models(bin_dir, text, sizeof text);
    return yaml_fail(why, &cell->place, "model", cell->model, text);
}

static int find_server(const struct experiment *experiment, const char *bin_dir,
                       char why[WHY_MAX])
{
    char path[PATH_MAX];
    path_format(path, "%s/overlap-server", bin_dir);
    if (!experiment->server || access(path, X_OK) == 0)
        return 0;
    return yaml_fail(why, &experiment->place, "server", "no overlap-server",
                     "it beside overlap itself");
}

int suite_find_programs(const struct suite *suite, const char *bin_dir,
                        char why[WHY_MAX])
{
    int err = 0;
    for (unsigned e = 0; e < suite->experiments_count && err == 0; e++) {
        const struct experiment *experiment = &suite->experiments[e];
        err = find_server(experiment, bin_dir, why);
        for (unsigned c = 0; c < experiment->cells_count && err == 0; c++)
            err = find_program(&experiment->cells[c], bin_dir, why);
    }
    return err ? -ENOENT : 0;
}
