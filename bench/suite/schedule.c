/* schedule.c -- which cell runs when: blocks in shuffled order. */
#include "bench/suite/schedule.h"

#include <errno.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/suite/find.h"
#include "core/base/file.h"
#include "core/base/mixer.h"

#define JSON_FORMAT (JSON_INDENT(1) | JSON_REAL_PRECISION(9))
#define SCHEMA      "overlap/schedule/1"

static const struct {
    const char *name;
    int blocks, looks;
} profiles[] = {
    [PROFILE_DEFAULT] = {"default", 15, 2},
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
                    const bool *chosen)
{
    const struct selection choice = {.suite = suite, .chosen = chosen};
    int first = schedule->runs_count;
    struct schedule all = *schedule;
    int err = 0;
    for (int i = 1; i <= schedule->blocks && err == 0; i++)
        err = block_add(&all, &choice, schedule->blocks + i);
    *schedule = all;
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
    schedule->extended_to = schedule->blocks * 2;
    return err;
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
    return file_end(&file, err);
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

static int run_read(struct schedule *schedule, const struct suite *suite,
                    const json_t *json)
{
    int block;
    const char *experiment, *cell;
    if (json_unpack((json_t *)json, "{s:i, s:s, s:s}", "block", &block,
                    "experiment", &experiment, "cell", &cell))
        return -EINVAL;
    int e, c;
    if (find_cell(suite, experiment, cell, &e, &c) < 0)
        return -EINVAL;
    return run_add(schedule, block, e, c);
}

static int schedule_fill(struct schedule *schedule, const struct suite *suite,
                         const json_t *json)
{
    json_int_t seed;
    const char *schema, *profile;
    json_t *runs;
    if (json_unpack((json_t *)json, "{s:s, s:I, s:s, s:i, s:i, s:i, s:O, s:o}",
                    "schema", &schema, "seed", &seed, "profile", &profile,
                    "blocks", &schedule->blocks, "looks", &schedule->looks,
                    "extended_to", &schedule->extended_to, "quiet",
                    &schedule->quiet, "runs", &runs) ||
        strcmp(schema, SCHEMA) || !json_is_array(schedule->quiet) ||
        !json_is_array(runs))
        return -EINVAL;
    schedule->seed = (uint64_t)seed;
    const char *dir = json_string_value(json_object_get(json, "suite_dir"));
    if (dir && !(schedule->suite_dir = strdup(dir)))
        return -ENOMEM;
    for (size_t i = 0; i < sizeof profiles / sizeof *profiles; i++)
        if (strcmp(profiles[i].name, profile) == 0)
            schedule->profile = (enum profile)i;
    int err = 0;
    for (size_t i = 0; i < json_array_size(runs) && err == 0; i++)
        err = run_read(schedule, suite, json_array_get(runs, i));
    return err;
}

int schedule_read(struct schedule **schedule, const struct suite *suite,
                  const char *path, char why[WHY_MAX])
{
    *schedule = NULL;
    json_t *json = json_load_file(path, 0, NULL);
    if (!json)
        return why_errno(why, access(path, R_OK) < 0 ? -errno : -EINVAL, path);
    struct schedule *read = calloc(1, sizeof *read);
    int err = read ? schedule_fill(read, suite, json) : -ENOMEM;
    json_decref(json);
    if (err) {
        schedule_free(read);
        return why_errno(why, err, path);
    }
    *schedule = read;
    return 0;
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
