/* results.c -- one bench: what was asked, and what was found. */
#include "bench/results/results.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/results/folder.h"
#include "bench/results/transcript.h"
#include "bench/suite/find.h"
#include "bench/suite/mutants.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/record/json.h"

int run_exit_code(const struct experiment *experiment, int status,
                  const json_t *record)
{
    bool meant = experiment->fails && record && status != RUN_REFUSED;
    return meant ? 0 : status;
}

double record_figure(const json_t *record, const char *path)
{
    const json_t *json = record;
    while (*path && json) {
        char key[256];
        size_t length = strcspn(path, ".");
        snprintf(key, sizeof key, "%.*s", (int)length, path);
        json = json_object_get(json, key);
        path += length + (path[length] == '.');
    }
    return json_is_number(json) ? json_number_value(json) : NAN;
}

/* What is left out is null. */
static bool same_value(const json_t *a, const json_t *b, const char *key)
{
    json_t *of_a = json_object_get(a, key), *of_b = json_object_get(b, key);
    bool none_a = !of_a || json_is_null(of_a);
    bool none_b = !of_b || json_is_null(of_b);
    return none_a || none_b ? none_a == none_b : json_equal(of_a, of_b);
}

bool record_same_tasks(const json_t *a, const json_t *b)
{
    static const char *const keys[] = {"tasks", "size", "variant", "cpu_share"};
    bool same = same_value(a, b, "workload");
    for (size_t i = 0; same && i < sizeof keys / sizeof *keys; i++)
        same = same_value(json_object_get(a, "plan"),
                          json_object_get(b, "plan"), keys[i]);
    return same;
}

#define CORES_MOST 65536

#define TIME_LEAST 1e-9 /* seconds; hyperfine's own are microseconds */
#define TIME_MOST  1e9  /* thirty years */

/* Can it have taken that long? CPU time may be 0. NAN: it was not measured. */
static bool is_time(double seconds, bool or_none)
{
    return isnan(seconds) || (or_none && seconds >= 0 && seconds <= 0) ||
           (seconds >= TIME_LEAST && seconds <= TIME_MOST);
}

static void leave_out_setup(struct run *run)
{
    run->time_s = record_figure(run->record, "wall_ns") / 1e9;
    run->user_s = record_figure(run->record, "user_ns") / 1e9;
    run->sys_s = record_figure(run->record, "sys_ns") / 1e9;
}

static int fill_run(struct run *run, const struct results *results,
                    json_t *line)
{
    const struct schedule *schedule = results->schedule;
    int last = schedule->extended_to ? schedule->extended_to : schedule->blocks;
    const char *experiment, *cell;
    json_t *record = NULL;
    json_int_t block, status;
    if (json_unpack(line, "{s:I, s:s, s:s, s:F, s:F, s:F, s:I, s?o}", "block",
                    &block, "experiment", &experiment, "cell", &cell, "time_s",
                    &run->time_s, "user_s", &run->user_s, "sys_s", &run->sys_s,
                    "exit_code", &status, "record", &record) ||
        block < 0 || block > last || status < INT_MIN || status > INT_MAX)
        return -EINVAL;
    run->block = (int)block;
    run->status = (int)status;
    run->record = json_is_object(record) ? record : NULL;
    int err = find_cell(results->suite, experiment, cell, &run->experiment,
                        &run->cell);
    if (err)
        return err;
    const struct experiment *of = &results->suite->experiments[run->experiment];
    run->exit_code = run_exit_code(of, run->status, run->record);
    if (!run->record && run->exit_code == 0 &&
        strcmp(cell_workload(of, &of->cells[run->cell]), SUITE_BURN) != 0)
        run->exit_code = 1; /* it proved nothing */
    if (of->untimed_setup)
        leave_out_setup(run);
    bool timed = is_time(run->time_s, run->exit_code != 0) &&
                 is_time(run->user_s, true) && is_time(run->sys_s, true);
    return timed ? 0 : -EINVAL;
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

/* Keeps a line of records.jsonl; only the first line of a run counts. */
static int add_line(struct results *results, json_t *line)
{
    struct run run = {0};
    int err = fill_run(&run, results, line);
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
 * does not count. */
static int load_records(struct results *results, char why[WHY_MAX])
{
    char path[PATH_MAX], *text = NULL;
    size_t room = 0;
    ssize_t length;
    int err = 0, number = 0;
    FILE *file;
    int none =
        file_open(&file, folder_path(path, results->dir, "records.jsonl"));
    if (none == -ENOENT)
        return 0; /* nothing has run yet */
    if (none)
        return why_errno(why, none, path);
    while (err == 0 && (length = getline(&text, &room, file)) > 0 &&
           text[length - 1] == '\n') {
        json_t *line = json_loads(text, 0, NULL);
        err = line            ? add_line(results, line)
              : json_memory() ? -ENOMEM
                              : -EINVAL;
        json_decref(line);
        number++;
    }
    if (err == -EINVAL || err == -ENOENT)
        snprintf(why, WHY_MAX, "%.200s:%d: %s", path, number,
                 err == -ENOENT ? "found a cell that is not in suite.yaml"
                                : "found no record of a run; expected a "
                                  "scheduled block, experiment, cell, times "
                                  "and exit code");
    else if (err || ferror(file) || (err = json_memory()))
        err = why_errno(why, err ? err : -EIO, path);
    free(text);
    fclose(file);
    return err;
}

static int load_suite(struct results *results, char why[WHY_MAX])
{
    char path[PATH_MAX];
    double cores = results_cores(results);
    int err = suite_load_on(&results->suite,
                            folder_path(path, results->dir, "suite.yaml"),
                            cores >= 1 ? (int)cores : 1, why);
    if (err == 0)
        err = schedule_read(&results->schedule, results->suite,
                            folder_path(path, results->dir, "schedule.json"),
                            why);
    const char *from = err ? NULL : results->schedule->suite_dir;
    if (from && suite_resolve(results->suite, from) < 0)
        err = why_errno(why, -ENOMEM, path);
    return err;
}

static int load_claims(struct results *results, char why[WHY_MAX])
{
    char path[PATH_MAX];
    bool none = access(folder_path(path, results->dir, "claims"), F_OK) < 0 &&
                errno == ENOENT;
    int err = claims_load(&results->claims, none ? NULL : path, why);
    if (err == 0 && results->schedule->profile == PROFILE_WRONG)
        mutants_apply(results->claims);
    return err;
}

/* A machine without a word about its cores has some, but not a fraction. */
static int check_cores(const struct results *results, char why[WHY_MAX])
{
    const json_t *cores = json_object_get(results->environment, "cores");
    json_int_t count = json_integer_value(cores);
    if (!cores || (count >= 1 && count <= CORES_MOST))
        return 0;
    snprintf(why, WHY_MAX,
             "%.300s/environment.json: cores: expected a whole number of 1 to "
             "%d",
             results->dir, CORES_MOST);
    text_sanitise(why);
    return -EINVAL;
}

struct results *results_new(void)
{
    struct results *results = calloc(1, sizeof *results);
    if (!results)
        return NULL;
    results->lock = -1;
    results->records = json_array();
    if (results->records)
        return results;
    results_free(results);
    return NULL;
}

/* Takes over `lock`, even if it fails. */
static int results_load(struct results **results, const char *dir, int lock,
                        char why[WHY_MAX])
{
    char path[PATH_MAX];
    struct results *loaded = results_new();
    int err = why_errno(why, -ENOMEM, dir);
    *results = NULL;
    if (loaded)
        loaded->lock = lock;
    else if (lock >= 0)
        close(lock);
    if (!loaded || !(loaded->dir = strdup(dir)))
        goto out;
    err = folder_check(dir, why);
    if (err == 0)
        err = json_read(&loaded->environment,
                        folder_path(path, dir, "environment.json"), why);
    if (err == 0)
        err = check_cores(loaded, why);
    if (err == 0)
        err = transcript_load(&loaded->transcripts, dir, why);
    if (err == 0)
        err = load_suite(loaded, why);
    if (err == 0)
        err = load_claims(loaded, why);
    if (err == 0)
        err = load_records(loaded, why);
out:
    if (err)
        results_free(loaded);
    else
        *results = loaded;
    return err;
}

int results_open(struct results **results, const char *dir, char why[WHY_MAX])
{
    return results_load(results, dir, -1, why);
}

int results_resume(struct results **results, const char *dir, char why[WHY_MAX])
{
    *results = NULL;
    int err = folder_check(dir, why);
    if (err)
        return err;
    int lock = folder_take(dir);
    if (lock >= 0)
        return results_load(results, dir, lock, why);
    if (lock != -EWOULDBLOCK)
        return why_errno(why, lock, dir);
    snprintf(why, WHY_MAX,
             "%.300s: another bench is using it; expected a results folder "
             "that is not in use",
             dir);
    return lock;
}

void results_free(struct results *results)
{
    if (!results)
        return;
    if (results->lock >= 0)
        close(results->lock);
    json_decref(results->records);
    json_decref(results->transcripts);
    json_decref(results->environment);
    schedule_free(results->schedule);
    claims_free(results->claims);
    if (results->suite)
        suite_free(results->suite);
    free(results->runs);
    free(results->dir);
    free(results);
}

/* Keeps the line as it was written, with times rounded to nine digits, so that
 * the same verdicts follow from the file. */
int results_add(struct results *results, const json_t *line, char why[WHY_MAX])
{
    char *text = json_dumps(line, JSON_COMPACT | JSON_REAL_PRECISION(9));
    json_t *kept = text ? json_loads(text, 0, NULL) : NULL;
    int err = kept ? json_memory() : -ENOMEM;
    if (err == 0)
        err = folder_add_record(results->dir, text);
    if (err == 0)
        err = add_line(results, kept);
    json_decref(kept);
    free(text);
    return err ? why_errno(why, err, results->dir) : 0;
}

double results_cores(const struct results *results)
{
    return record_figure(results->environment, "cores");
}

const json_t *results_record(const struct results *results, int experiment,
                             int cell)
{
    for (int i = 0; i < results->runs_count; i++) {
        const struct run *run = &results->runs[i];
        if (run->experiment == experiment && run->cell == cell && run->record)
            return run->record;
    }
    return NULL;
}

const char *results_error(const struct results *results, int run)
{
    const json_t *line = json_array_get(results->records, (size_t)run);
    const char *error = json_string_value(json_object_get(line, "error"));
    return error ? error : "";
}

void results_reason(const struct results *results, int run,
                    char reason[WHY_MAX])
{
    json_t *failures = json_object_get(results->runs[run].record, "failures");
    const json_t *first = json_array_get(failures, 0);
    const char *why = json_string_value(json_object_get(first, "reason"));
    const char *error = results_error(results, run);
    if (!why)
        why = json_string_value(json_object_get(first, "error"));
    int length = why ? snprintf(reason, WHY_MAX, "task %.0f: %s",
                                record_figure(first, "index"), why)
                     : snprintf(reason, WHY_MAX, "%s",
                                *error ? error : "no reason given");
    text_mark_cut(reason, WHY_MAX, length);
}

bool results_alike(const struct results *results, int a, int b)
{
    const struct run *one = &results->runs[a], *other = &results->runs[b];
    char reason[WHY_MAX], of_other[WHY_MAX];
    if (one->exit_code == 0 || one->exit_code != other->exit_code ||
        one->block != other->block || one->experiment != other->experiment)
        return false;
    results_reason(results, a, reason);
    results_reason(results, b, of_other);
    return strcmp(reason, of_other) == 0;
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
