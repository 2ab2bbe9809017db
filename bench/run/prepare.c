/* prepare.c -- what a bench writes before anything runs. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/judge/wrong.h"
#include "bench/results/environment.h"
#include "bench/results/folder.h"
#include "bench/run/bench.h"
#include "bench/suite/claims.h"
#include "bench/suite/validate_claims.h"
#include "bench/suite/yaml_file.h"

static int copy_claims(const char *dir, const struct claims *claims)
{
    char path[PATH_MAX], name[300];
    int err = mkdir(folder_path(path, dir, "claims"), 0777) < 0 ? -errno : 0;
    for (unsigned i = 0; i < claims->files_count && err == 0; i++) {
        const char *file = yaml_path(claims->files[i]->place.file);
        const char *slash = strrchr(file, '/');
        snprintf(name, sizeof name, "claims/%.255s", slash ? slash + 1 : file);
        err = folder_copy(dir, name, file);
    }
    return err;
}

/* The schedule comes last: a folder that has one has everything. */
static int write_folder(const char *dir, const struct bench_options *options,
                        const struct suite *suite, const struct claims *claims,
                        const struct schedule *schedule)
{
    char path[PATH_MAX];
    int err = folder_copy(dir, "suite.yaml", options->suite);
    if (err == 0)
        err = copy_claims(dir, claims);
    json_t *environment = environment_describe();
    folder_path(path, dir, "environment.json");
    if (err == 0)
        err = environment ? json_write(environment, path) : -ENOMEM;
    json_decref(environment);
    folder_path(path, dir, "schedule.json");
    return err ? err : schedule_write(schedule, suite, path);
}

/* A claim may name cells of this suite, or of the default one, which this may
 * be a part of: anything else is a slip of the pen. */
static int load_claims(struct claims **claims,
                       const struct bench_options *options,
                       const struct suite *suite, char why[WHY_MAX])
{
    bool wrong = options->profile == PROFILE_WRONG;
    struct suite *known = NULL;
    int err = claims_load(claims, options->claims, why);
    if (err == 0 && options->known && !wrong)
        err = suite_load(&known, options->known, why);
    if (err == 0 && wrong)
        wrong_apply(*claims);
    if (err == 0)
        err = claims_validate_cells(
            *claims, (const struct suite *const[]){suite, known}, wrong, why);
    if (known)
        suite_free(known);
    return err;
}

/* Resolves the executables of the suite from `path`, and leaves its folder in
 * `dir` if there were any. */
static int resolve(struct suite *suite, const char *path, char **dir,
                   char why[WHY_MAX])
{
    char here[PATH_MAX];
    size_t above = getcwd(here, sizeof here) ? strlen(here) : 0;
    if (above && strncmp(path, here, above) == 0 && path[above] == '/')
        path += above + 1; /* shorter to read */
    const char *slash = strrchr(path, '/');
    int length = slash ? (int)(slash - path) : 1;
    if (asprintf(dir, "%.*s", length, slash ? path : ".") < 0)
        *dir = NULL;
    int resolved = *dir ? suite_resolve(suite, *dir) : -ENOMEM;
    if (resolved < 0)
        return bench_fail(why, resolved, path);
    if (resolved == 0) {
        free(*dir);
        *dir = NULL;
    }
    return 0;
}

int bench_make(char **dir, const struct bench_options *options,
               char why[WHY_MAX])
{
    struct suite *suite = NULL;
    struct schedule *schedule = NULL;
    char *suite_dir = NULL;
    struct claims *claims = NULL;
    *dir = NULL;
    int err = suite_load(&suite, options->suite, why);
    if (err == 0)
        err = resolve(suite, options->suite, &suite_dir, why);
    if (err == 0)
        err = suite_find_programs(suite, options->bin_dir, why);
    if (err == 0)
        err = load_claims(&claims, options, suite, why);
    if (err)
        goto out;
    err = schedule_make(&schedule, suite, options->profile, options->seed,
                        options->only);
    if (err == -ENOENT)
        snprintf(why, WHY_MAX,
                 "--only: found %.100s, which no cell of %.200s matches; "
                 "expected a pattern for EXPERIMENT or EXPERIMENT/CELL",
                 options->only, options->suite);
    else if (err)
        bench_fail(why, err, "schedule");
    if (err)
        goto out;
    schedule->suite_dir = suite_dir;
    suite_dir = NULL;
    if ((err = folder_make(dir, options->parent)) < 0)
        bench_fail(why, err, options->parent);
    else if ((err = write_folder(*dir, options, suite, claims, schedule)) < 0)
        bench_fail(why, err, *dir);
    else
        folder_link_latest(*dir); /* a convenience: it may fail */
out:
    free(suite_dir);
    schedule_free(schedule);
    claims_free(claims);
    if (suite)
        suite_free(suite);
    return err;
}
