/* programs.c -- the programs of semantic tests, each run once. */
#include "bench/run/programs.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bench/results/folder.h"
#include "bench/results/transcript.h"
#include "bench/run/execute.h"
#include "bench/run/trial.h"
#include "core/base/memory.h"
#include "core/base/path.h"

/* An absolute path, since the program runs in another folder. */
static void find_program(const struct claim_test *test, const char *bin_dir,
                         char path[PATH_MAX])
{
    if (!strchr(test->program, '/'))
        path_format(path, "%s/%s", bin_dir, test->program);
    else if (!realpath(test->program, path))
        path_format(path, "%s", test->program);
}

/* A word in quotes, unless it needs none. */
static void put_word(FILE *out, char *word)
{
    bool plain = *word && !word[strspn(word, "abcdefghijklmnopqrstuvwxyz"
                                             "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                             "0123456789_-./:@%+=,")];
    char *const words[] = {word, NULL};
    char *quoted = plain ? NULL : execute_quote(words);
    fputs(quoted ? quoted : word, out);
    free(quoted);
}

/* The arguments, as a shell takes them. NULL: no memory. */
static json_t *words_of(const struct claim_test *test)
{
    char *text = NULL;
    size_t size;
    FILE *out = memory_open(&text, &size);
    for (unsigned i = 0; i < test->args_count; i++) {
        fputs(i ? " " : "", out);
        put_word(out, test->args[i]);
    }
    memory_close(out);
    json_t *words = json_string(text);
    free(text);
    return words;
}

static json_t *split_lines(const char *text)
{
    json_t *lines = json_array();
    while (lines && *text) {
        size_t length = strcspn(text, "\n");
        json_array_append_new(lines, json_stringn(text, length));
        text += length + (text[length] == '\n');
    }
    return lines;
}

static json_t *transcript_of(const struct claim_test *test, struct trial *trial)
{
    trial->errors[strcspn(trial->errors, "\n")] = '\0';
    if (trial->err)
        snprintf(trial->errors, sizeof trial->errors, "%s", trial_fault(trial));
    return json_pack("{s:[s,o], s:i, s:s, s:o}", "command", test->program,
                     words_of(test), "exit_code",
                     trial->err ? 124 : trial->exit_code, "error",
                     trial->errors, "lines", split_lines(trial->out));
}

/* Runs the program in the folder of its transcript. One that takes too long or
 * prints too much has a transcript; if we fail to run it, that says nothing about it. */
static int program_run(struct results *results, const struct claim *claim,
                       const struct claim_test *test, const char *bin_dir)
{
    char program[PATH_MAX], folder[PATH_MAX];
    struct trial trial;
    folder_path(folder, results->dir, TRANSCRIPT_FOLDER);
    if (mkdir(folder, 0777) < 0 && errno != EEXIST)
        return -errno;
    find_program(test, bin_dir, program);
    const struct trial_plan plan = {.program = program,
                                    .dir = folder,
                                    .args = test->args,
                                    .args_count = test->args_count,
                                    .plain = true};
    trial_run(&trial, &plan);
    int err = trial.err && trial.err != -ETIMEDOUT && trial.err != -EFBIG
                  ? trial.err
                  : transcript_add(results->transcripts, results->dir, claim,
                                   test, transcript_of(test, &trial));
    trial_close(&trial);
    return err;
}

int programs_run(struct results *results, const char *bin_dir,
                 char why[WHY_MAX])
{
    const struct claims *claims = results->claims;
    int err = 0;
    for (unsigned i = 0; i < claims->claims_count; i++) {
        const struct claim *claim = &claims->claims[i];
        for (unsigned j = 0; j < claim->tests_count && err == 0; j++) {
            const struct claim_test *test = &claim->tests[j];
            if (test->kind == TEST_SEMANTIC &&
                !transcript_find(results->transcripts, claim, test))
                err = program_run(results, claim, test, bin_dir);
        }
    }
    if (err == -EINTR)
        snprintf(why, WHY_MAX, "%.300s: stopped", results->dir);
    else if (err)
        why_errno(why, err, results->dir);
    return err;
}
