/* execute.c -- one timed run of one cell: a hyperfine process of its own. */
#include "bench/run/execute.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench/results/folder.h"
#include "bench/results/results.h"
#include "bench/results/trace.h"
#include "bench/run/hyperfine.h"
#include "bench/run/proof.h"
#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/process.h"
#include "core/base/secret.h"
#include "core/base/text.h"
#include "core/record/validate.h"

#define FIND_LIMIT_MS 10000
#define RUN_LIMIT_S   300 /* a run that takes longer counts as hung */

/* Where a run's files are until they are whole. They are named after our
 * process, since a run of a killed bench may still be writing its own. */
struct scratch {
    char record[PATH_MAX], hyperfine[PATH_MAX], errors[PATH_MAX],
        trace[PATH_MAX];
};

static char *execution_path(char path[PATH_MAX], const struct execution *run,
                            const char *suffix)
{
    return path_format(path, "%s/running/%ld-%d-%s.%s.%s", run->dir,
                       (long)getpid(), run->block, run->experiment, run->cell,
                       suffix);
}

static int scratch_open(struct scratch *scratch, const struct execution *run)
{
    char path[PATH_MAX];
    path_format(path, "%s/running", run->dir);
    if (mkdir(path, 0777) < 0 && errno != EEXIST)
        return -errno;
    execution_path(scratch->record, run, "record");
    execution_path(scratch->hyperfine, run, "hyperfine");
    execution_path(scratch->errors, run, "errors");
    execution_path(scratch->trace, run, "trace");
    return 0;
}

static void scratch_close(const struct scratch *scratch,
                          const struct execution *run)
{
    char path[PATH_MAX];
    unlink(scratch->record);
    unlink(scratch->hyperfine);
    unlink(scratch->errors);
    unlink(scratch->trace);
    path_format(path, "%s/running", run->dir);
    rmdir(path);
}

/* In single quotes a word stands for itself, except that a quote in it ends
 * them, is escaped, and begins them again. */
static char *quote_word(char *at, const char *word)
{
    *at++ = '\'';
    for (; *word; word++) {
        if (*word == '\'')
            at = stpcpy(at, "'\\'");
        *at++ = *word;
    }
    *at++ = '\'';
    return at;
}

char *execute_quote(char *const words[])
{
    size_t room = 1;
    for (int i = 0; words[i]; i++)
        room += 4 * strlen(words[i]) + 3;
    char *text = malloc(room);
    char *at = text;
    for (int i = 0; text && words[i]; i++) {
        if (i > 0)
            *at++ = ' ';
        at = quote_word(at, words[i]);
    }
    if (text)
        *at = '\0';
    return text;
}

/* The command with --record and --trace, as hyperfine takes it. */
static char *command_text(const struct execution *run,
                          const struct scratch *scratch)
{
    struct command command = {.count = 0};
    for (int i = 0; i < run->command->count; i++)
        command_add(&command, run->command->word[i]);
    if (run->records) {
        command_add(&command, "--record");
        command_add(&command, scratch->record);
    }
    if (run->traces) {
        command_add(&command, "--trace");
        command_add(&command, scratch->trace);
    }
    char *text =
        command_complete(&command) ? execute_quote(command.word) : NULL;
    command_free(&command);
    return text;
}

static int wait_for(pid_t pid, const struct execution *run, int *exit_code)
{
    int err = -ETIMEDOUT;
    for (int s = 0; s < RUN_LIMIT_S && err == -ETIMEDOUT; s++) {
        err = process_wait(pid, 1000, exit_code);
        if (err == -ETIMEDOUT)
            run->on_second(run->arg);
    }
    if (err < 0)
        process_stop(pid);
    return err;
}

static int run_hyperfine(const struct execution *run,
                         const struct scratch *scratch, int *exit_code)
{
    char *command = command_text(run, scratch);
    if (!command)
        return -ENOMEM;
    char *const argv[] = {"hyperfine",
                          "-N",
                          "--style=none",
                          "-i",
                          "-r",
                          "1",
                          "--output=inherit", /* to see its errors */
                          "--export-json",
                          (char *)scratch->hyperfine,
                          "-n",
                          (char *)run->cell,
                          command,
                          NULL};
    int errors =
        open(scratch->errors, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    pid_t pid = errors < 0 ? -errno : process_start(argv, -1, errors, NULL);
    if (errors >= 0)
        close(errors);
    free(command);
    return pid < 0 ? pid : wait_for(pid, run, exit_code);
}

/* Reads the first line: the program's, or why hyperfine could not run it. An
 * indented one is a warning of hyperfine's, which come last: the program wrote
 * nothing. */
static void read_error(const char *path, char error[WHY_MAX])
{
    char *line = NULL;
    size_t room = 0;
    FILE *file;
    error[0] = '\0';
    if (file_open(&file, path))
        return;
    if (getline(&line, &room, file) > 0 && line[0] != ' ') {
        line[strcspn(line, "\n")] = '\0';
        secret_mask(text_sanitise(line));
        int length = snprintf(error, WHY_MAX, "%s", line);
        text_mark_cut(error, WHY_MAX, length);
    }
    free(line);
    fclose(file);
}

/* hyperfine itself fails if it could not start the program, which makes a run
 * that failed, or if something else went wrong. */
static int explain_hyperfine(struct outcome *outcome,
                             const struct command *command, int exit_code)
{
    static const char not_run[] = "Error: Failed to run command";
    if (strncmp(outcome->error, not_run, sizeof not_run - 1) == 0) {
        bool none = strstr(outcome->error, "(os error 2)");
        outcome->exit_code = none ? RUN_NOT_FOUND : PROCESS_NOT_RUN;
        if (none)
            snprintf(outcome->error, sizeof outcome->error,
                     "there is no %.500s here", command->word[0]);
        return 0;
    }
    if (!outcome->error[0])
        snprintf(outcome->error, sizeof outcome->error,
                 "ended with exit status %d", exit_code);
    return -EPROTO;
}

/* Exit status 0 proves nothing without a record that keeps the protocol. */
static void distrust(struct outcome *outcome, const char *why)
{
    json_decref(outcome->record);
    outcome->record = NULL;
    if (outcome->exit_code == 0)
        outcome->exit_code = 1;
    else if (outcome->error[0])
        return; /* the program's own reason is nearer */
    snprintf(outcome->error, sizeof outcome->error, "its record: %.580s", why);
    text_sanitise(outcome->error);
}

/* A record that breaks the protocol, or is not that of the run, counts as none,
 * and its run as failed, as in conformance. */
static int read_record(const char *path, const struct execution *run,
                       struct outcome *outcome)
{
    const struct proof_run asked = {.command = run->command,
                                    .workload = run->workload,
                                    .model = run->model,
                                    .exit_code = outcome->exit_code,
                                    .time_s = outcome->time_s};
    char *text, why[WHY_MAX];
    int err = file_read(path, &text);
    if (err == -ENOENT && outcome->exit_code == 0)
        distrust(outcome, "found none; expected one line of JSON");
    else if (err == -EILSEQ)
        distrust(outcome, "found a NUL byte; expected one line of JSON");
    else if (err && err != -ENOENT && err != -ENOMEM) /* a FIFO, a folder … */
        distrust(outcome, file_strerror(err));
    if (err)
        return err == -ENOMEM ? err : 0;
    if (validate_line(text, &outcome->record, why) < 0 ||
        proof_check(outcome->record, &asked, why) < 0)
        distrust(outcome, why);
    free(text);
    return 0;
}

/* A run that fails without a word gets some. */
static void explain_silence(struct outcome *outcome)
{
    if (outcome->exit_code && !outcome->error[0])
        snprintf(outcome->error, sizeof outcome->error,
                 "found nothing on stderr; expected a line that says why");
}

static int read_times(const char *path, struct outcome *outcome)
{
    struct hyperfine_run run;
    int err = hyperfine_read(path, &run);
    if (err) {
        snprintf(outcome->error, sizeof outcome->error,
                 "found no times in its JSON; expected those of one run");
        return err;
    }
    outcome->time_s = run.time_s;
    outcome->user_s = run.user_s;
    outcome->sys_s = run.sys_s;
    outcome->exit_code = run.exit_code;
    return 0;
}

/* Moves the file `from` into a folder of the results folder. */
static int keep(const struct execution *run, const char *from,
                const char *folder, const char *before, const char *after)
{
    char path[PATH_MAX];
    if (mkdir(folder_path(path, run->dir, folder), 0777) < 0 && errno != EEXIST)
        return -errno;
    folder_cell_file(path, run->dir, before, run->experiment, run->cell, after);
    return rename(from, path) < 0 ? -errno : 0;
}

static int keep_hyperfine(const struct execution *run, const char *from)
{
    char before[40];
    snprintf(before, sizeof before, "hyperfine/%d-", run->block);
    return keep(run, from, "hyperfine", before, ".json");
}

/* A large trace is no use to look at; a program may leave none. */
static int keep_trace(const struct execution *run, const char *from)
{
    struct stat info;
    if (lstat(from, &info) < 0 || !S_ISREG(info.st_mode) ||
        info.st_size > TRACE_BYTES_MAX)
        return 0;
    return keep(run, from, TRACE_FOLDER, TRACE_FOLDER "/", ".csv");
}

/* With -EPROTO, outcome->error already says what is wrong. */
static int run_in(const struct scratch *scratch, const struct execution *run,
                  struct outcome *outcome)
{
    int exit_code = 0;
    int err = run_hyperfine(run, scratch, &exit_code);
    read_error(scratch->errors, outcome->error);
    if (err == -ETIMEDOUT) { /* a failed run like any other */
        outcome->exit_code = 124;
        snprintf(outcome->error, sizeof outcome->error,
                 "did not end within %d s", RUN_LIMIT_S);
        return 0;
    }
    if (err == 0 && exit_code)
        return explain_hyperfine(outcome, run->command, exit_code);
    if (err == 0)
        err = read_times(scratch->hyperfine, outcome);
    if (err == 0)
        err = keep_hyperfine(run, scratch->hyperfine);
    if (err == 0 && run->traces)
        err = keep_trace(run, scratch->trace);
    if (err == 0 && run->records)
        err = read_record(scratch->record, run, outcome);
    if (err == 0)
        explain_silence(outcome);
    return err;
}

int execute_hyperfine(const struct execution *run, struct outcome *outcome)
{
    struct scratch scratch;
    *outcome = (struct outcome){.exit_code = -1};
    int err = scratch_open(&scratch, run);
    if (err == 0) {
        err = run_in(&scratch, run, outcome);
        scratch_close(&scratch, run);
    }
    if (err && err != -EPROTO)
        snprintf(outcome->error, sizeof outcome->error, "%s", strerror(-err));
    return err;
}

int execute_find_hyperfine(void)
{
    char *const argv[] = {"hyperfine", "-N", "--version", NULL};
    int exit_code;
    pid_t pid = process_start(argv, -1, -1, NULL);
    int err = pid < 0 ? pid : process_wait(pid, FIND_LIMIT_MS, &exit_code);
    if (pid > 0 && err < 0)
        process_stop(pid);
    if (err < 0)
        return err;
    return exit_code == PROCESS_NOT_FOUND ? -ENOENT : exit_code ? -EPROTO : 0;
}
