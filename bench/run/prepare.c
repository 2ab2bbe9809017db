/* prepare.c -- what a bench writes before anything runs. */
#include "bench/run/prepare.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/results/environment.h"
#include "bench/results/folder.h"
#include "bench/suite/mutants.h"
#include "bench/suite/validate_claims.h"
#include "bench/suite/yaml_file.h"
#include "core/base/path.h"
#include "core/base/text.h"

static int copy_claims(const char *dir, const struct claims *claims)
{
    char path[PATH_MAX], name[300];
    if (claims->files_count == 0)
        return 0;
    int err = mkdir(folder_path(path, dir, "claims"), 0777) < 0 ? -errno : 0;
    for (unsigned i = 0; i < claims->files_count && err == 0; i++) {
        const char *file = yaml_path(claims->files[i]->place.file);
        const char *slash = strrchr(file, '/');
        snprintf(name, sizeof name, "claims/%.255s", slash ? slash + 1 : file);
        err = folder_copy(dir, name, file);
    }
    return err;
}

/* The schedule comes last: a folder with one has everything. */
static int write_folder(const struct results *results, const char *suite)
{
    char path[PATH_MAX];
    int err = folder_copy(results->dir, "suite.yaml", suite);
    if (err == 0)
        err = copy_claims(results->dir, results->claims);
    folder_path(path, results->dir, "environment.json");
    if (err == 0)
        err = json_write(results->environment, path);
    folder_path(path, results->dir, "schedule.json");
    return err ? err : schedule_write(results->schedule, results->suite, path);
}

/* The suite's claims: overlap's own, or a path from the suite's folder. */
static void claims_path(char path[PATH_MAX], const char *claims,
                        const struct prepare_options *options)
{
    const char *slash = strrchr(options->suite, '/');
    int length = slash ? (int)(slash + 1 - options->suite) : 0;
    if (strcmp(claims, SUITE_OWN_CLAIMS) == 0)
        path_format(path, "%s", options->claims);
    else
        path_format(path, "%.*s%s", claims[0] == '/' ? 0 : length,
                    options->suite, claims);
}

/* Loads the suites in options->known, of which this one may be a part. */
static int load_known(struct suite *known[PREPARE_KNOWN],
                      const struct prepare_options *options, char why[WHY_MAX])
{
    int count = 0, err = 0;
    for (int i = 0; i < PREPARE_KNOWN && err == 0; i++)
        if (options->known[i] && strcmp(options->known[i], options->suite) != 0)
            err = suite_load(&known[count++], options->known[i], why);
    return err;
}

/* A claim may name cells of this suite only; one of overlap's own also those of
 * its other suites. */
static int validate_claims(const struct results *results,
                           const struct prepare_options *options,
                           char why[WHY_MAX])
{
    const char *claims = results->suite->claims;
    bool mutants = options->profile == PROFILE_WRONG;
    struct suite *known[PREPARE_KNOWN] = {NULL};
    int err = 0;
    if (claims && !mutants && strcmp(claims, SUITE_OWN_CLAIMS) == 0)
        err = load_known(known, options, why);
    if (err == 0)
        err = claims_validate_cells(
            results->claims,
            (const struct suite *const[]){results->suite, known[0], known[1],
                                          known[2], NULL},
            mutants, why);
    for (int i = 0; i < PREPARE_KNOWN && known[i]; i++)
        suite_free(known[i]);
    return err;
}

static int load_claims(struct results *results,
                       const struct prepare_options *options, char why[WHY_MAX])
{
    const char *claims = results->suite->claims;
    char path[PATH_MAX];
    if (claims)
        claims_path(path, claims, options);
    int err = claims_load(&results->claims, claims ? path : NULL, why);
    if (err == 0 && options->profile == PROFILE_WRONG)
        mutants_apply(results->claims);
    if (err == 0)
        err = validate_claims(results, options, why);
    return err ? err : expect_fits(options->expect, results->claims, why);
}

/* The part of `path` below the working directory, which is shorter to read; all
 * of it if it is elsewhere. */
static const char *path_from_here(const char *path)
{
    char here[PATH_MAX];
    size_t above = getcwd(here, sizeof here) ? strlen(here) : 0;
    bool below = above && strncmp(path, here, above) == 0 && path[above] == '/';
    return below ? path + above + 1 : path;
}

/* Resolves the relative executables of the suite in `path`, and leaves its
 * folder in *dir if there are any, else NULL. */
static int resolve(struct suite *suite, const char *path, char **dir,
                   char why[WHY_MAX])
{
    path = path_from_here(path);
    const char *slash = strrchr(path, '/');
    int length = slash ? (int)(slash - path) : 1;
    if (asprintf(dir, "%.*s", length, slash ? path : ".") < 0)
        *dir = NULL;
    int resolved = *dir ? suite_resolve(suite, *dir) : -ENOMEM;
    if (resolved < 0)
        return why_errno(why, resolved, path);
    if (resolved == 0) {
        free(*dir);
        *dir = NULL;
    }
    return 0;
}

static int plan(struct results *results, const struct prepare_options *options,
                char **suite_dir, char why[WHY_MAX])
{
    int err = schedule_make(&results->schedule, results->suite,
                            options->profile, options->seed, options->only);
    if (err == -ENOENT)
        snprintf(why, WHY_MAX,
                 "--only: found %.100s, which no cell of %.200s matches; "
                 "expected a pattern for EXPERIMENT or EXPERIMENT/CELL",
                 options->only, options->suite);
    else if (err)
        why_errno(why, err, "schedule");
    if (err == 0) {
        results->schedule->suite_dir = *suite_dir;
        *suite_dir = NULL;
    }
    return err;
}

static int make_folder(struct results *results,
                       const struct prepare_options *options, char why[WHY_MAX])
{
    results->environment = environment_describe();
    results->transcripts = json_object();
    if (!results->environment || !results->transcripts)
        return why_errno(why, -ENOMEM, options->parent);
    json_object_set_new(results->environment, "programs",
                        json_string(path_from_here(options->bin_dir)));
    int err = folder_make(&results->dir, options->parent);
    if (err) {
        snprintf(why, WHY_MAX,
                 "%.300s: %s; expected a folder to write results to, as by "
                 "--results DIR",
                 options->parent, strerror(-err));
        return err;
    }
    err = results->lock = folder_take(results->dir);
    if (err >= 0)
        err = write_folder(results, options->suite);
    if (err)
        return why_errno(why, err, results->dir);
    folder_link_latest(results->dir); /* only a convenience: it may fail */
    return 0;
}

/* Reads all that a bench is asked to do, and makes sure that it could. */
static int load(struct results *results, const struct prepare_options *options,
                char **suite_dir, char why[WHY_MAX])
{
    int err = suite_load(&results->suite, options->suite, why);
    if (err == 0)
        err = resolve(results->suite, options->suite, suite_dir, why);
    if (err == 0)
        err = suite_find_programs(results->suite, options->bin_dir, why);
    return err ? err : load_claims(results, options, why);
}

int prepare_check(const struct prepare_options *options, char why[WHY_MAX])
{
    struct results *made = results_new();
    char *suite_dir = NULL;
    if (!made)
        return why_errno(why, -ENOMEM, options->suite);
    int err = load(made, options, &suite_dir, why);
    free(suite_dir);
    results_free(made);
    return err;
}

int prepare_new(struct results **results, const struct prepare_options *options,
                char why[WHY_MAX])
{
    struct results *made = results_new();
    char *suite_dir = NULL;
    *results = NULL;
    if (!made)
        return why_errno(why, -ENOMEM, options->suite);
    int err = load(made, options, &suite_dir, why);
    if (err == 0)
        err = plan(made, options, &suite_dir, why);
    if (err == 0)
        err = make_folder(made, options, why);
    free(suite_dir);
    if (err)
        results_free(made);
    else
        *results = made;
    return err;
}

/* What is compared must come from one machine and one build. */
static int check_here(const struct results *results, char why[WHY_MAX])
{
    json_t *here = environment_describe();
    const json_t *then = results->environment;
    const char *fact = environment_differs(then, here, true);
    char *found = NULL, *expected = NULL;
    if (fact) {
        found = json_dumps(json_object_get(here, fact),
                           JSON_ENCODE_ANY | JSON_COMPACT);
        expected = json_dumps(json_object_get(then, fact),
                              JSON_ENCODE_ANY | JSON_COMPACT);
        snprintf(why, WHY_MAX,
                 "--resume: %s: found %.200s; expected %.200s, as where this "
                 "bench began; to judge what it has: overlap report %.300s",
                 fact, found ? found : "", expected ? expected : "",
                 results->dir);
        text_sanitise(why);
    }
    free(found);
    free(expected);
    json_decref(here);
    return fact ? -EINVAL : 0;
}

int prepare_old(struct results **results, const char *dir, const char *bin_dir,
                char why[WHY_MAX])
{
    int err = results_resume(results, dir, why);
    if (err == 0)
        err = check_here(*results, why);
    if (err == 0)
        err = suite_find_programs((*results)->suite, bin_dir, why);
    if (err) {
        results_free(*results);
        *results = NULL;
    }
    return err;
}
