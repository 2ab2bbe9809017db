/* trial.c -- one run of a program, and what came of it. */
#include "bench/run/trial.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/results/folder.h"
#include "core/base/file.h"
#include "core/base/process.h"
#include "core/base/text.h"
#include "core/record/validate.h"

enum { FILE_OUT, FILE_ERRORS, FILE_RECORD, FILE_TRACE, FILES };

static const char *const names[FILES] = {"out", "errors", "record", "trace"};

/* Whether there was more than fits. */
static bool read_text(const char *path, char *text, size_t size)
{
    FILE *file;
    file_open(&file, path);
    size_t got = file ? fread(text, 1, size - 1, file) : 0;
    bool more = file && getc(file) != EOF;
    for (size_t i = 0; i < got; i++)
        if (!text[i])
            text[i] = '?'; /* no end of it */
    text[got] = '\0';
    text_sanitise_lines(text);
    if (file)
        fclose(file);
    return more;
}

static void read_records(struct trial *trial, const char *path)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t length;
    FILE *file;
    file_open(&file, path);
    while (file && (length = getline(&line, &room, file)) > 0) {
        json_decref(trial->record);
        trial->record_why[0] = '\0';
        validate_line(line, &trial->record, trial->record_why);
        if (strlen(line) < (size_t)length)
            snprintf(trial->record_why, WHY_MAX,
                     "found a NUL byte; expected one line of JSON");
        trial->records++;
    }
    free(line);
    if (file)
        fclose(file);
}

/* What is wrong is said without the path's folder. */
static void read_trace(struct trial *trial, const char *path)
{
    char *why = trial->trace_why, *name = strrchr(path, '/');
    size_t folder = (size_t)(name - path) + 1;
    if (access(path, F_OK) < 0 || trace_read(&trial->trace, path, why) == 0)
        return;
    if (strncmp(why, path, folder) == 0)
        memmove(why, why + folder, strlen(why + folder) + 1);
}

static int wait_for(pid_t pid, const struct trial_plan *plan, int *exit_code)
{
    int err = -ETIMEDOUT;
    if (plan->interrupt_ms) {
        err = process_wait(pid, plan->interrupt_ms, exit_code);
        if (err == -ETIMEDOUT)
            kill(-pid, SIGINT); /* to the whole group, as a terminal does */
    }
    if (err == -ETIMEDOUT)
        err = process_wait(pid, TRIAL_LIMIT_MS, exit_code);
    if (err < 0)
        process_stop(pid);
    return err;
}

static int run_once(const struct trial_plan *plan, char *const argv[],
                    const char *out, const char *errors, int *exit_code)
{
    int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC;
    int out_fd = open(out, flags, 0666);
    if (out_fd < 0)
        return -errno;
    int err_fd = open(errors, flags, 0666);
    pid_t pid =
        err_fd < 0 ? -errno : process_start(argv, out_fd, err_fd, plan->dir);
    close(out_fd);
    if (err_fd >= 0)
        close(err_fd);
    return pid < 0 ? pid : wait_for(pid, plan, exit_code);
}

/* The command line, which ends with NULL. Its words are those of `plan` and
 * `path`, and parts of `words`, a copy of the plan's. */
static char **line_make(const struct trial_plan *plan, char path[][PATH_MAX],
                        char *words)
{
    size_t room = plan->args_count + strlen(words) / 2 + 8;
    char **argv = calloc(room, sizeof *argv), *rest = NULL;
    int count = 0;
    if (!argv)
        return NULL;
    argv[count++] = (char *)plan->program;
    if (!plan->plain) {
        argv[count++] = "--record";
        argv[count++] = path[FILE_RECORD];
        argv[count++] = "--trace";
        argv[count++] = path[FILE_TRACE];
    }
    for (char *word = strtok_r(words, " ", &rest); word;
         word = strtok_r(NULL, " ", &rest))
        argv[count++] = word;
    for (unsigned i = 0; i < plan->args_count; i++)
        argv[count++] = plan->args[i];
    return argv;
}

static int run_all(struct trial *trial, const struct trial_plan *plan,
                   char path[][PATH_MAX])
{
    char *words = strdup(plan->words ? plan->words : "");
    char **argv = words ? line_make(plan, path, words) : NULL;
    int err = argv ? 0 : -ENOMEM;
    for (int i = 0; i < (plan->repeats ? plan->repeats : 1) && !err; i++)
        err = run_once(plan, argv, path[FILE_OUT], path[FILE_ERRORS],
                       &trial->exit_code);
    free(argv);
    free(words);
    return err;
}

void trial_run(struct trial *trial, const struct trial_plan *plan)
{
    char path[FILES][PATH_MAX];
    *trial = (struct trial){0};
    for (int i = 0; i < FILES; i++)
        unlink(folder_path(path[i], plan->dir, names[i]));
    uint64_t begin_ms = process_now_ms();
    trial->err = run_all(trial, plan, path);
    trial->seconds = (double)(process_now_ms() - begin_ms) / 1e3;
    if (read_text(path[FILE_OUT], trial->out, sizeof trial->out) && !trial->err)
        trial->err = -EFBIG;
    read_text(path[FILE_ERRORS], trial->errors, sizeof trial->errors);
    read_records(trial, path[FILE_RECORD]);
    read_trace(trial, path[FILE_TRACE]);
    for (int i = 0; i < FILES; i++)
        unlink(path[i]);
}

const char *trial_fault(const struct trial *trial)
{
    if (trial->err == -ETIMEDOUT)
        return "did not end within " TRIAL_LIMIT_TEXT;
    if (trial->err == -EFBIG)
        return "printed more than 8191 bytes";
    if (trial->err == -EINTR)
        return "stopped";
    return trial->err ? strerrordesc_np(-trial->err) : NULL;
}

void trial_close(struct trial *trial)
{
    json_decref(trial->record);
    trial->record = NULL;
    trace_free(&trial->trace);
}
