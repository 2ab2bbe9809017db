/* results.c -- the raw data of one bench, read back from its folder. */
#include "bench/results/results.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/results/folder.h"
#include "bench/run/semantic.h"

static int load_json(json_t **json, const char *dir, const char *name,
                     char why[WHY_MAX])
{
    char path[PATH_MAX];
    json_error_t error;
    *json = json_load_file(folder_path(path, dir, name), 0, &error);
    if (json_is_object(*json))
        return 0;
    snprintf(why, WHY_MAX, "%.200s:%d: %.100s; expected a JSON object", path,
             error.line < 0 ? 0 : error.line, error.text);
    return -EINVAL;
}

static int find_cell(const struct suite *suite, const char *experiment,
                     const char *cell, int *e, int *c)
{
    for (unsigned i = 0; i < suite->experiments_count; i++) {
        const struct experiment *found = &suite->experiments[i];
        for (unsigned j = 0; j < found->cells_count; j++)
            if (!strcmp(found->name, experiment) &&
                !strcmp(found->cells[j].name, cell)) {
                *e = (int)i;
                *c = (int)j;
                return 0;
            }
    }
    return -ENOENT;
}

int run_exit_code(const struct experiment *experiment, int status,
                  const json_t *record)
{
    bool meant = experiment->fails && record && status != RUN_REFUSED;
    return meant ? 0 : status;
}

static double record_figure(const json_t *json, const char *path)
{
    while (*path && json) {
        char key[64];
        size_t length = strcspn(path, ".");
        snprintf(key, sizeof key, "%.*s", (int)length, path);
        json = json_object_get(json, key);
        path += length + (path[length] == '.');
    }
    return json_is_number(json) ? json_number_value(json) : NAN;
}

static void leave_out_setup(struct run *run)
{
    run->time_s = record_figure(run->record, "wall_ns") / 1e9;
    run->user_s = record_figure(run->record, "user_ns") / 1e9;
    run->sys_s = record_figure(run->record, "sys_ns") / 1e9;
}

static int fill_run(struct run *run, const struct suite *suite, json_t *line)
{
    const char *experiment, *cell;
    json_t *record = NULL;
    if (json_unpack(line, "{s:i, s:s, s:s, s:F, s:F, s:F, s:i, s?o}", "block",
                    &run->block, "experiment", &experiment, "cell", &cell,
                    "time_s", &run->time_s, "user_s", &run->user_s, "sys_s",
                    &run->sys_s, "exit_code", &run->status, "record",
                    &record) ||
        run->block < 0)
        return -EINVAL;
    run->record = json_is_object(record) ? record : NULL;
    int err = find_cell(suite, experiment, cell, &run->experiment, &run->cell);
    if (err)
        return err;
    const struct experiment *of = &suite->experiments[run->experiment];
    run->exit_code = run_exit_code(of, run->status, run->record);
    if (of->untimed_setup)
        leave_out_setup(run);
    return 0;
}

static bool run_known(const struct results *results, const struct run *run)
{
    for (int i = 0; i < results->runs_count; i++) {
        const struct run *other = &results->runs[i];
        if (other->block == run->block && other->cell == run->cell &&
            other->experiment == run->experiment)
            return true;
    }
    return false;
}

/* Keeps one line of records.jsonl; only the first of a run counts. */
static int add_line(struct results *results, json_t *line)
{
    struct run run = {0};
    int err = fill_run(&run, results->suite, line);
    if (err || run_known(results, &run))
        return err;
    struct run *runs = realloc(
        results->runs, sizeof *runs * ((size_t)results->runs_count + 1));
    if (!runs)
        return -ENOMEM;
    results->runs = runs;
    runs[results->runs_count++] = run;
    return json_array_append(results->records, line) ? -ENOMEM : 0;
}

/* A last line without its end was cut off when the bench was killed: that run
 * was not made. */
static int load_records(struct results *results, char why[WHY_MAX])
{
    char path[PATH_MAX], *text = NULL;
    size_t room = 0;
    ssize_t length;
    int err = 0, number = 0;
    FILE *file = fopen(folder_path(path, results->dir, "records.jsonl"), "re");
    if (!file) {
        int none = errno;
        snprintf(why, WHY_MAX, "%.200s: %s", path, strerror(none));
        return none == ENOENT ? 0 : -none; /* nothing was run yet */
    }
    while (err == 0 && (length = getline(&text, &room, file)) > 0 &&
           text[length - 1] == '\n') {
        json_t *line = json_loads(text, 0, NULL);
        err = line ? add_line(results, line) : -EINVAL;
        json_decref(line);
        number++;
    }
    if (err == -EINVAL || err == -ENOENT)
        snprintf(why, WHY_MAX, "%.200s:%d: %s", path, number,
                 err == -ENOENT ? "a cell that suite.yaml has not"
                                : "no record of a run; expected block, "
                                  "experiment, cell, times and exit code");
    free(text);
    fclose(file);
    return err;
}

static int load_suite(struct suite **suite, const char *dir,
                      const json_t *environment, const json_t *schedule,
                      char why[WHY_MAX])
{
    char path[PATH_MAX];
    json_int_t cores =
        json_integer_value(json_object_get(environment, "cores"));
    int err = suite_load_on(suite, folder_path(path, dir, "suite.yaml"),
                            cores > 0 ? (int)cores : 1, why);
    const char *from =
        json_string_value(json_object_get(schedule, "suite_dir"));
    if (err == 0 && from && suite_resolve(*suite, from) < 0)
        err = -ENOMEM;
    return err;
}

int results_suite(struct suite **suite, const char *dir, char why[WHY_MAX])
{
    json_t *environment, *schedule = NULL;
    *suite = NULL;
    int err = load_json(&environment, dir, "environment.json", why);
    if (err == 0)
        err = load_json(&schedule, dir, "schedule.json", why);
    if (err == 0)
        err = load_suite(suite, dir, environment, schedule, why);
    json_decref(environment);
    json_decref(schedule);
    return err;
}

int results_load(struct results **results, const char *dir, char why[WHY_MAX])
{
    struct results *loaded = calloc(1, sizeof *loaded);
    *results = NULL;
    int err = -ENOMEM;
    snprintf(why, WHY_MAX, "out of memory");
    if (!loaded || !(loaded->dir = strdup(dir)) ||
        !(loaded->records = json_array()))
        goto out;
    err = load_json(&loaded->environment, dir, "environment.json", why);
    if (err == 0)
        err = load_json(&loaded->schedule, dir, "schedule.json", why);
    if (err == 0)
        err = load_suite(&loaded->suite, dir, loaded->environment,
                         loaded->schedule, why);
    if (err == 0)
        err = load_records(loaded, why);
    if (err == 0 && !(loaded->semantic = semantic_load(dir)))
        err = -ENOMEM;
out:
    if (err)
        results_free(loaded);
    else
        *results = loaded;
    return err;
}

void results_free(struct results *results)
{
    if (!results)
        return;
    json_decref(results->records);
    json_decref(results->semantic);
    json_decref(results->schedule);
    json_decref(results->environment);
    if (results->suite)
        suite_free(results->suite);
    free(results->runs);
    free(results->dir);
    free(results);
}

const char *results_error(const struct results *results, int run)
{
    const json_t *line = json_array_get(results->records, (size_t)run);
    const char *error = json_string_value(json_object_get(line, "error"));
    return error ? error : "";
}

double run_metric(const struct run *run, const char *metric)
{
    if (strcmp(metric, "time") == 0)
        return run->time_s;
    if (strcmp(metric, "user") == 0)
        return run->user_s;
    if (strcmp(metric, "sys") == 0)
        return run->sys_s;
    if (strcmp(metric, "cpu") == 0)
        return run->user_s + run->sys_s;
    return record_figure(run->record, metric);
}

int results_series(const struct results *results, int experiment, int cell,
                   const char *metric, double *values, int max)
{
    int blocks = 0;
    for (int i = 0; i < max; i++)
        values[i] = NAN;
    for (int i = 0; i < results->runs_count; i++) {
        const struct run *run = &results->runs[i];
        if (run->block > blocks)
            blocks = run->block;
        if (run->experiment == experiment && run->cell == cell &&
            run->block > 0 && run->block <= max && run->exit_code == 0)
            values[run->block - 1] = run_metric(run, metric);
    }
    return blocks;
}

int results_find(const struct results *results, const char *name,
                 int *experiment, int *cell)
{
    const char *slash = strchr(name, '/');
    char first[64];
    if (!slash || slash - name >= (long)sizeof first)
        return -ENOENT;
    snprintf(first, sizeof first, "%.*s", (int)(slash - name), name);
    return find_cell(results->suite, first, slash + 1, experiment, cell);
}

double results_metered(const struct results *results, int experiment, int cell,
                       const char *metric)
{
    for (int i = 0; i < results->runs_count; i++) {
        const struct run *run = &results->runs[i];
        if (run->block == 0 && run->experiment == experiment &&
            run->cell == cell && run->exit_code == 0)
            return run_metric(run, metric);
    }
    return NAN;
}
