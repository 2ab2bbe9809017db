/* schedule.c -- which cell runs when: blocks in shuffled order. */
#include "bench/suite/schedule.h"

#include <errno.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/suite/find.h"
#include "core/base/file.h"
#include "core/base/mixer.h"
#include "core/base/text.h"
#include "core/record/json.h"

#define JSON_FORMAT (JSON_INDENT(1) | JSON_REAL_PRECISION(9))
#define SCHEMA      "overlap/schedule/1"
#define BLOCKS_MAX  64 /* and as many again: series.h takes no more */

static const struct {
    const char *name;
    int blocks, looks;
} profiles[] = {
    [PROFILE_DEFAULT] = {"default", 12, 2},
    [PROFILE_QUICK] = {"quick", 6, 1},
    [PROFILE_FULL] = {"full", 30, 1},
    [PROFILE_WRONG] = {"wrong", 6, 2},
};

const char *profile_name(enum profile profile)
{
    return profiles[profile].name;
}

/* A number from 0 to bound - 1, all equally likely. */
static int random_below(uint64_t *state, int bound)
{
    uint64_t limit = UINT64_MAX - UINT64_MAX % (uint64_t)bound;
    uint64_t number;
    do
        number = mixer_next(state);
    while (number >= limit);
    return (int)(number % (uint64_t)bound);
}

/* By Fisher and Yates. */
static void shuffle(int *items, int count, uint64_t *state)
{
    for (int i = count - 1; i > 0; i--) {
        int j = random_below(state, i + 1);
        int item = items[i];
        items[i] = items[j];
        items[j] = item;
    }
}

static int *numbers(int count)
{
    int *items = malloc(sizeof *items * (size_t)count);
    for (int i = 0; items && i < count; i++)
        items[i] = i;
    return items;
}

static bool cell_matches(const struct experiment *experiment,
                         const struct cell *cell, const char *only)
{
    char name[128];
    snprintf(name, sizeof name, "%s/%s", experiment->name, cell->name);
    return !only || fnmatch(only, name, 0) == 0 ||
           fnmatch(only, experiment->name, 0) == 0;
}

bool schedule_is_control(const struct experiment *experiment)
{
    return strcmp(experiment->name, SCHEDULE_CONTROL) == 0;
}

/* What a block may run. */
struct selection {
    const struct suite *suite;
    enum profile profile;
    const char *only;
    const bool *chosen; /* experiments; NULL: all */
};

static bool choice_has(const struct selection *choice, int block,
                       int experiment, int cell)
{
    const struct experiment *e = &choice->suite->experiments[experiment];
    if (e->blocks && block > e->blocks)
        return false;
    if (choice->chosen)
        return choice->chosen[experiment];
    if (schedule_is_control(e))
        return true;
    if ((e->slow && choice->profile == PROFILE_QUICK) ||
        (e->full && choice->profile != PROFILE_FULL))
        return false;
    return cell_matches(e, &e->cells[cell], choice->only);
}

static int run_add(struct schedule *schedule, int block, int experiment,
                   int cell)
{
    int count = schedule->runs_count;
    if ((count & (count - 1)) == 0) { /* full: the room doubles */
        size_t room = count ? (size_t)count * 2 : 1;
        struct planned *runs =
            realloc(schedule->runs, room * sizeof *schedule->runs);
        if (!runs)
            return -ENOMEM;
        schedule->runs = runs;
    }
    schedule->runs[schedule->runs_count++] = (struct planned){
        .block = block, .experiment = experiment, .cell = cell};
    return 0;
}

static int block_add_experiment(struct schedule *schedule,
                                const struct selection *choice, int block,
                                int experiment, uint64_t *state)
{
    int count = (int)choice->suite->experiments[experiment].cells_count;
    int *cells = numbers(count);
    int err = cells ? 0 : -ENOMEM;
    if (cells)
        shuffle(cells, count, state);
    for (int i = 0; i < count && err == 0; i++)
        if (choice_has(choice, block, experiment, cells[i]))
            err = run_add(schedule, block, experiment, cells[i]);
    free(cells);
    return err;
}

static int block_add(struct schedule *schedule, const struct selection *choice,
                     int block)
{
    uint64_t state = schedule->seed ^ ((uint64_t)block << 32);
    int count = (int)choice->suite->experiments_count;
    int *experiments = numbers(count);
    int err = experiments ? 0 : -ENOMEM;
    if (experiments)
        shuffle(experiments, count, &state);
    for (int i = 0; i < count && err == 0; i++)
        err = block_add_experiment(schedule, choice, block, experiments[i],
                                   &state);
    free(experiments);
    return err;
}

static bool anything_matches(const struct selection *choice)
{
    for (unsigned e = 0; e < choice->suite->experiments_count; e++) {
        const struct experiment *experiment = &choice->suite->experiments[e];
        for (unsigned c = 0; c < experiment->cells_count; c++)
            if (cell_matches(experiment, &experiment->cells[c], choice->only) &&
                choice_has(choice, 0, (int)e, (int)c))
                return true;
    }
    return false;
}

int schedule_make(struct schedule **schedule, const struct suite *suite,
                  enum profile profile, uint64_t seed, const char *only)
{
    const struct selection choice = {
        .suite = suite, .profile = profile, .only = only};
    *schedule = NULL;
    if (!anything_matches(&choice))
        return -ENOENT;
    struct schedule *made = calloc(1, sizeof *made);
    if (!made)
        return -ENOMEM;
    made->seed = seed;
    made->profile = profile;
    made->blocks = profiles[profile].blocks;
    made->looks = profiles[profile].looks;
    made->quiet = json_array();
    int err = made->quiet ? 0 : -ENOMEM;
    for (int block = 0; block <= made->blocks && err == 0; block++)
        err = block_add(made, &choice, block);
    if (err)
        schedule_free(made);
    else
        *schedule = made;
    return err;
}

int schedule_extend(struct schedule *schedule, const struct suite *suite,
                    const bool *chosen, int blocks)
{
    const struct selection choice = {.suite = suite, .chosen = chosen};
    int first = schedule->runs_count;
    struct schedule all = *schedule;
    int err = 0;
    for (int i = 1; i <= blocks && err == 0; i++)
        err = block_add(&all, &choice, schedule->blocks + i);
    *schedule = all;
    if (err) {
        schedule->runs_count = first;
        return err;
    }
    /* What the first blocks left out stays out. */
    int kept = first;
    for (int i = first; i < all.runs_count; i++)
        for (int j = 0; j < first; j++)
            if (all.runs[j].experiment == all.runs[i].experiment &&
                all.runs[j].cell == all.runs[i].cell) {
                schedule->runs[kept++] = all.runs[i];
                break;
            }
    schedule->runs_count = kept;
    schedule->extended_to = schedule->blocks + blocks;
    return 0;
}

void schedule_free(struct schedule *schedule)
{
    if (!schedule)
        return;
    json_decref(schedule->quiet);
    free(schedule->suite_dir);
    free(schedule->runs);
    free(schedule);
}

/* A stream that fails is output_end()'s to tell. */
int json_print(FILE *out, json_t *json)
{
    if (!json)
        return -ENOMEM;
    json_dumpf(json, out, JSON_FORMAT);
    fputc('\n', out);
    json_decref(json);
    return 0;
}

int json_write(const json_t *json, const char *path)
{
    struct file file;
    int err = file_begin(&file, path);
    if (err)
        return err;
    errno = 0;
    if (json_dumpf(json, file.out, JSON_FORMAT) || fputc('\n', file.out) == EOF)
        err = errno ? -errno : -ENOMEM;
    return file_end(&file, err ? err : json_memory());
}

int json_read(json_t **json, const char *path, char why[WHY_MAX])
{
    FILE *file;
    json_error_t error;
    *json = NULL;
    int err = file_open(&file, path);
    if (err)
        return why_errno(why, err, path);
    *json = json_loadf(file, 0, &error);
    fclose(file);
    if (json_is_object(*json))
        return 0;
    snprintf(why, WHY_MAX, "%.200s:%d: %.200s; expected a JSON object", path,
             *json || error.line < 0 ? 1 : error.line,
             *json ? "found another value" : error.text);
    text_sanitise(why);
    json_decref(*json);
    *json = NULL;
    return -EINVAL;
}

static json_t *run_json(const struct planned *run, const struct suite *suite)
{
    const struct experiment *e = &suite->experiments[run->experiment];
    return json_pack("{s:i, s:s, s:s}", "block", run->block, "experiment",
                     e->name, "cell", e->cells[run->cell].name);
}

int schedule_write(const struct schedule *schedule, const struct suite *suite,
                   const char *path)
{
    json_t *runs = json_array();
    for (int i = 0; i < schedule->runs_count; i++)
        json_array_append_new(runs, run_json(&schedule->runs[i], suite));
    json_t *json = json_pack(
        "{s:s, s:I, s:s, s:i, s:i, s:i, s:s, s:O, s:o}", "schema", SCHEMA,
        "seed", (json_int_t)schedule->seed, "profile",
        profile_name(schedule->profile), "blocks", schedule->blocks, "looks",
        schedule->looks, "extended_to", schedule->extended_to, "suite",
        "suite.yaml", "quiet", schedule->quiet, "runs", runs);
    if (json && schedule->suite_dir)
        json_object_set_new(json, "suite_dir",
                            json_string(schedule->suite_dir));
    int err = json ? json_write(json, path) : -ENOMEM;
    json_decref(json);
    return err;
}

/* A schedule that is being read from the file `path`. */
struct reading {
    struct schedule *schedule;
    const struct suite *suite;
    const char *path;
    char *why;
};

__attribute__((format(printf, 2, 3))) static int
refuse(const struct reading *reading, const char *format, ...)
{
    char what[WHY_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    snprintf(reading->why, WHY_MAX, "%.200s: %.390s", reading->path,
             text_sanitise(what));
    return -EINVAL;
}

static int run_read(const struct reading *reading, size_t index, json_t *json)
{
    const struct schedule *schedule = reading->schedule;
    int last = schedule->extended_to ? schedule->extended_to : schedule->blocks;
    json_int_t block;
    const char *experiment, *cell;
    json_error_t error;
    int e, c;
    if (json_unpack_ex(json, &error, 0, "{s:I, s:s, s:s}", "block", &block,
                       "experiment", &experiment, "cell", &cell))
        return refuse(reading,
                      "run %zu: %s; expected block, experiment and "
                      "cell",
                      index, error.text);
    if (block < 0 || block > last)
        return refuse(reading, "run %zu: found block %lld; expected 0 to %d",
                      index, (long long)block, last);
    if (find_cell(reading->suite, experiment, cell, &e, &c) < 0)
        return refuse(reading,
                      "run %zu: found %.40s/%.80s; expected a cell of "
                      "suite.yaml",
                      index, experiment, cell);
    return run_add(reading->schedule, (int)block, e, c);
}

static int profile_read(const struct reading *reading, const char *name)
{
    char names[100] = "";
    for (size_t i = 0; i < sizeof profiles / sizeof *profiles; i++) {
        if (strcmp(profiles[i].name, name) == 0) {
            reading->schedule->profile = (enum profile)i;
            return 0;
        }
        text_append(names, sizeof names, "%s%s", i ? ", " : "",
                    profiles[i].name);
    }
    return refuse(reading, "profile: found %.80s; expected one of: %s", name,
                  names);
}

/* How many blocks there are, and when claims may be judged. */
static int counts_read(const struct reading *reading, json_int_t blocks,
                       json_int_t looks, json_int_t extended_to)
{
    if (blocks < 1 || blocks > BLOCKS_MAX)
        return refuse(reading, "blocks: found %lld; expected 1 to %d",
                      (long long)blocks, BLOCKS_MAX);
    if (looks < 1 || looks > 2)
        return refuse(reading, "looks: found %lld; expected 1 or 2",
                      (long long)looks);
    if (extended_to && (extended_to <= blocks || extended_to > 2 * blocks))
        return refuse(reading,
                      "extended_to: found %lld; expected 0 or %lld to %lld",
                      (long long)extended_to, (long long)(blocks + 1),
                      (long long)(2 * blocks));
    reading->schedule->blocks = (int)blocks;
    reading->schedule->looks = (int)looks;
    reading->schedule->extended_to = (int)extended_to;
    return 0;
}

static int schedule_fill(const struct reading *reading, json_t *json)
{
    struct schedule *schedule = reading->schedule;
    json_int_t seed, blocks, looks, extended_to;
    const char *schema, *profile, *dir = NULL;
    json_t *quiet, *runs;
    json_error_t error;
    if (json_unpack_ex(
            json, &error, 0, "{s:s, s:I, s:s, s:I, s:I, s:I, s:o, s:o, s?s}",
            "schema", &schema, "seed", &seed, "profile", &profile, "blocks",
            &blocks, "looks", &looks, "extended_to", &extended_to, "quiet",
            &quiet, "runs", &runs, "suite_dir", &dir))
        return refuse(reading, "%s; expected a schedule", error.text);
    if (strcmp(schema, SCHEMA) != 0)
        return refuse(reading, "schema: found %.80s; expected " SCHEMA, schema);
    if (!json_is_array(quiet) || !json_is_array(runs))
        return refuse(reading, "%s: found no array; expected one",
                      json_is_array(quiet) ? "runs" : "quiet");
    schedule->quiet = json_incref(quiet);
    schedule->seed = (uint64_t)seed;
    if (dir && !(schedule->suite_dir = strdup(dir)))
        return why_errno(reading->why, -ENOMEM, reading->path);
    int err = profile_read(reading, profile);
    if (err == 0)
        err = counts_read(reading, blocks, looks, extended_to);
    for (size_t i = 0; i < json_array_size(runs) && err == 0; i++)
        err = run_read(reading, i, json_array_get(runs, i));
    return err == -ENOMEM ? why_errno(reading->why, err, reading->path) : err;
}

int schedule_read(struct schedule **schedule, const struct suite *suite,
                  const char *path, char why[WHY_MAX])
{
    json_t *json;
    *schedule = NULL;
    int err = json_read(&json, path, why);
    if (err)
        return err;
    struct reading reading = {calloc(1, sizeof **schedule), suite, path, why};
    err = reading.schedule ? schedule_fill(&reading, json)
                           : why_errno(why, -ENOMEM, path);
    json_decref(json);
    if (err)
        schedule_free(reading.schedule);
    else
        *schedule = reading.schedule;
    return err;
}

bool schedule_has(const struct schedule *schedule, int experiment, int cell)
{
    for (int i = 0; i < schedule->runs_count; i++)
        if (schedule->runs[i].experiment == experiment &&
            schedule->runs[i].cell == cell)
            return true;
    return schedule->runs_count == 0;
}

bool schedule_mark(struct schedule *schedule, int block, int experiment,
                   int cell)
{
    for (int i = 0; i < schedule->runs_count; i++) {
        struct planned *run = &schedule->runs[i];
        if (run->block == block && run->experiment == experiment &&
            run->cell == cell && !run->done)
            return run->done = true;
    }
    return false;
}
