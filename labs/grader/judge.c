/* judge.c -- runs a lab's own checks, outside the walls, and notes results. */
#include "labs/grader/judge.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/process.h"
#include "core/base/text.h"

#define JUDGE_MS_MAX (30 * 60 * 1000) /* a net: each program has its limit */
#define SAID_MAX     2000

/* What others wrote, cut and harmless. */
static void note_text(json_t *check, const json_t *line, const char *key)
{
    const char *said = json_string_value(json_object_get(line, key));
    char text[SAID_MAX + 1];
    if (!said)
        return;
    int length = snprintf(text, sizeof text, "%s", said);
    text_mark_cut(text, sizeof text, length);
    json_object_set_new(check, key, json_string(text_sanitise_lines(text)));
}

static void note_points(json_t *check, const json_t *line)
{
    bool passed = json_is_true(json_object_get(line, "passed"));
    const json_t *part = json_object_get(line, "points");
    json_int_t max = json_integer_value(json_object_get(check, "max"));
    json_int_t points = passed ? max : 0;
    if (json_is_integer(part))
        points = json_integer_value(part);
    if (points < 0 || points > max)
        points = 0;
    json_object_set_new(check, "passed", json_boolean(passed));
    json_object_set_new(check, "points", json_integer(points));
}

static json_t *check_of(json_t *grade, const json_t *line)
{
    const char *id = json_string_value(json_object_get(line, "id"));
    size_t index;
    json_t *check;
    json_array_foreach(
        json_object_get(grade, "checks"), index,
        check) if (id && strcmp(json_string_value(json_object_get(check, "id")),
                                id) == 0) return check;
    return NULL;
}

/* One line of a judge: 0, or -EPROTO: not as it should be. */
static int note(json_t *grade, const char *text)
{
    json_t *line = json_loads(text, JSON_ALLOW_NUL, NULL);
    json_t *check = line ? check_of(grade, line) : NULL;
    if (!check) {
        json_decref(line);
        return -EPROTO;
    }
    json_object_set_new(check, "seen", json_string(""));
    json_object_set_new(check, "expected", json_string(""));
    note_text(check, line, "seen");
    note_text(check, line, "expected");
    note_text(check, line, "flag");
    note_points(check, line);
    json_t *seconds = json_object_get(line, "seconds");
    if (json_is_number(seconds))
        json_object_set(check, "seconds", seconds);
    json_decref(line);
    return 0;
}

/* All lines, and how many checks they are about. */
static int note_all(json_t *grade, FILE *said)
{
    char *line = NULL;
    size_t size = 0;
    int noted = 0;
    rewind(said);
    while (getline(&line, &size, said) > 0)
        if (note(grade, line) == 0)
            noted++;
    free(line);
    return noted;
}

/* The last line that it complained with, for whoever wrote it. */
static void last_words(FILE *complaints, char *text, size_t size)
{
    char *line = NULL;
    size_t room = 0;
    rewind(complaints);
    while (getline(&line, &room, complaints) > 0)
        if (*line != '\n')
            snprintf(text, size, "%.*s", (int)strcspn(line, "\n"), line);
    free(line);
}

static void set_number(const char *name, long long value)
{
    char text[32];
    snprintf(text, sizeof text, "%lld", value);
    setenv(name, text, 1);
}

/* By the environment, which no other user can read. */
static void tell(const struct grade_request *request, const struct wall *wall,
                 const char *scratch)
{
    char path[PATH_MAX], seed[32];
    snprintf(seed, sizeof seed, "%llu", (unsigned long long)request->seed);
    setenv("LAB_SEED", seed, 1);
    setenv("LAB_DIR", request->lab->dir, 1);
    setenv("LAB_SCRATCH", scratch, 1);
    setenv("LAB_SUBMISSION", path_format(path, "%s/submission", scratch), 1);
    setenv("LAB_BIN", request->bin_dir, 1);
    setenv("LAB_GRADER", request->grader_dir, 1);
    setenv("PYTHONPATH", request->grader_dir, 1);
    setenv("LAB_WALLS", wall_kinds[wall->kind], 1);
    set_number("LAB_UID", wall->uid);
    set_number("LAB_SECONDS", wall->seconds);
    set_number("LAB_MEMORY_MIB", wall->memory_mib);
    set_number("LAB_PROCESSES", wall->processes);
    set_number("LAB_DISK_MIB", wall->disk_mib);
}

/* Its exit status, or a negative errno value. */
static int run_program(char *const argv[], FILE *said, FILE *complaints)
{
    int status = 0;
    pid_t pid = process_start(argv, fileno(said), fileno(complaints), NULL);
    if (pid < 0)
        return pid;
    int err = process_wait(pid, JUDGE_MS_MAX, &status);
    process_stop(pid);
    return err < 0 ? err : status;
}

static int run_in(json_t *grade, const struct lab *lab, FILE *said,
                  FILE *complaints, char why[WHY_MAX])
{
    char path[PATH_MAX], last[300] = "";
    char *program[] = {path, NULL}, *python[] = {"python3", "-B", path, NULL};
    path_format(path, "%s/checks/judge", lab->dir);
    bool compiled = access(path, X_OK) == 0;
    if (!compiled)
        path_format(path, "%s/checks/judge.py", lab->dir);
    int status = run_program(compiled ? program : python, said, complaints);
    if (status == -EINTR) {
        snprintf(why, WHY_MAX, "interrupted");
        return status;
    }
    int noted = note_all(grade, said);
    if (status == 0 && noted == (int)lab->checks_count)
        return 0;
    last_words(complaints, last, sizeof last);
    snprintf(why, WHY_MAX,
             "%.200s: the checks of lab %.60s ended with %d after %d of %u: "
             "%.200s",
             path, lab->name, status, noted, lab->checks_count, last);
    json_object_set_new(grade, "trouble", json_string(text_sanitise(why)));
    return -EPROTO;
}

int judge_run(json_t *grade, const struct grade_request *request,
              const struct wall *wall, const char *scratch, char why[WHY_MAX])
{
    FILE *said = file_unnamed(), *complaints = file_unnamed();
    int err = said && complaints ? 0 : why_errno(why, -errno, "memory file");
    if (err == 0) {
        tell(request, wall, scratch);
        err = run_in(grade, request->lab, said, complaints, why);
    }
    if (said)
        fclose(said);
    if (complaints)
        fclose(complaints);
    return err;
}
