/* semantic.c -- the programs of semantic tests: run once, and what they print.
 */
#include "bench/run/semantic.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/conformance/trial.h"
#include "bench/results/folder.h"
#include "bench/suite/schedule.h"

void semantic_name(const struct claim *claim, const struct claim_test *test,
                   char name[SEMANTIC_NAME_MAX])
{
    snprintf(name, SEMANTIC_NAME_MAX, "%.20s-%d", claim->id,
             (int)(test - claim->tests) + 1);
}

/* Absolute, since it runs in a directory of its own. */
static void find_program(const struct claim_test *test, const char *bin_dir,
                         char path[PATH_MAX])
{
    if (!strchr(test->program, '/'))
        snprintf(path, PATH_MAX, "%.3900s/%.100s", bin_dir, test->program);
    else if (!realpath(test->program, path))
        snprintf(path, PATH_MAX, "%.4000s", test->program);
}

static void join_words(const struct claim_test *test, char *words, size_t size)
{
    size_t used = 0;
    words[0] = '\0';
    for (unsigned i = 0; i < test->args_count && used < size; i++)
        used += (size_t)snprintf(words + used, size - used, "%s%s",
                                 i ? " " : "", test->args[i]);
}

static json_t *split_lines(const char *text)
{
    json_t *lines = json_array();
    while (lines && *text) {
        size_t length = strcspn(text, "\n");
        json_t *line = json_stringn(text, length);
        json_array_append_new(lines, line ? line : json_string("not UTF-8"));
        text += length + (text[length] == '\n');
    }
    return lines;
}

static json_t *output_describe(const struct claim_test *test, const char *words,
                               struct trial *trial)
{
    trial->errors[strcspn(trial->errors, "\n")] = '\0';
    if (trial->err)
        snprintf(trial->errors, sizeof trial->errors, "did not end within %d s",
                 TRIAL_LIMIT_MS / 1000);
    json_t *error = json_string(trial->errors);
    return json_pack("{s:[s,s], s:i, s:o, s:o}", "command", test->program,
                     words, "exit_code", trial->err ? 124 : trial->exit_code,
                     "error", error ? error : json_string("not UTF-8"), "lines",
                     split_lines(trial->out));
}

static int program_run(const struct claim_test *test, const char *folder,
                       const char *bin_dir, const char *path)
{
    char program[PATH_MAX], words[500];
    struct trial trial;
    find_program(test, bin_dir, program);
    join_words(test, words, sizeof words);
    const struct trial_plan plan = {
        .program = program, .dir = folder, .words = words, .plain = true};
    trial_run(&trial, &plan);
    json_t *json = output_describe(test, words, &trial);
    int err = trial.err == -EINTR ? -EINTR
              : json              ? json_write(json, path)
                                  : -ENOMEM;
    json_decref(json);
    trial_close(&trial);
    return err;
}

static int claim_run(const struct claim *claim, const char *folder,
                     const char *bin_dir)
{
    char name[SEMANTIC_NAME_MAX], file[50], path[PATH_MAX];
    int err = 0;
    for (unsigned i = 0; i < claim->tests_count && err == 0; i++) {
        if (claim->tests[i].kind != TEST_SEMANTIC)
            continue;
        semantic_name(claim, &claim->tests[i], name);
        snprintf(file, sizeof file, "%s.json", name);
        if (access(folder_path(path, folder, file), R_OK) < 0)
            err = program_run(&claim->tests[i], folder, bin_dir, path);
    }
    return err;
}

int semantic_run(const struct claims *claims, const char *dir,
                 const char *bin_dir, char why[WHY_MAX])
{
    char folder[PATH_MAX];
    folder_path(folder, dir, SEMANTIC_FOLDER);
    int err = mkdir(folder, 0777) < 0 && errno != EEXIST ? -errno : 0;
    for (unsigned i = 0; i < claims->claims_count && err == 0; i++)
        err = claim_run(&claims->claims[i], folder, bin_dir);
    rmdir(folder); /* none were run */
    if (err)
        snprintf(why, WHY_MAX, "%.300s: %s", folder,
                 err == -EINTR ? "stopped" : strerror(-err));
    return err;
}

json_t *semantic_load(const char *dir)
{
    char folder[PATH_MAX], path[PATH_MAX], name[SEMANTIC_NAME_MAX];
    json_t *outputs = json_object();
    DIR *found = opendir(folder_path(folder, dir, SEMANTIC_FOLDER));
    struct dirent *entry;
    while (outputs && found && (entry = readdir(found))) {
        size_t length = strcspn(entry->d_name, ".");
        if (strcmp(entry->d_name + length, ".json") || length >= sizeof name)
            continue;
        snprintf(name, sizeof name, "%.*s", (int)length, entry->d_name);
        json_t *output =
            json_load_file(folder_path(path, folder, entry->d_name), 0, NULL);
        if (output)
            json_object_set_new(outputs, name, output);
    }
    if (found)
        closedir(found);
    return outputs;
}

const json_t *semantic_find(const json_t *outputs, const struct claim *claim,
                            const struct claim_test *test)
{
    char name[SEMANTIC_NAME_MAX];
    semantic_name(claim, test, name);
    return json_object_get(outputs, name);
}
