/* author_answer.c -- puts an answer together, as a student would hand it in. */
#include <errno.h>
#include <fnmatch.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/process.h"
#include "labs/grader/author.h"
#include "labs/grader/whole.h"

#define PATCH_MS 10000

/* The answer's file, or the solution's, or what the student begins with. */
static int copy_file(const struct lab *lab, const char *answer,
                     const char *name, const char *into, char why[WHY_MAX])
{
    const char *const from[] = {"answers/", "answers/solution", "start"};
    char path[PATH_MAX], to[PATH_MAX];
    path_format(to, "%s/%s", into, name);
    bool begins = strcmp(answer, "start") == 0;
    for (size_t i = begins ? 2 : 0; i < sizeof from / sizeof *from; i++) {
        path_format(path, "%s/%s%s/%s", lab->dir, from[i], i ? "" : answer,
                    name);
        if (access(path, R_OK) < 0)
            continue;
        for (char *slash = to + strlen(into) + 1; (slash = strchr(slash, '/'));
             slash++) {
            *slash = '\0';
            mkdir(to, 0755);
            *slash = '/';
        }
        int err = file_copy(to, path);
        return err < 0 ? why_errno(why, err, to) : 0;
    }
    return why_errno(why, -ENOENT, name);
}

static int apply(const struct lab *lab, const char *answer, const char *into,
                 char why[WHY_MAX])
{
    char path[PATH_MAX];
    char *argv[] = {"patch", "-s",         "-p1", "--no-backup-if-mismatch",
                    "-d",    (char *)into, "-i",  path,
                    NULL};
    int status = 0;
    path_format(path, "%s/answers/%s.patch", lab->dir, answer);
    if (access(path, R_OK) < 0)
        return 0;
    pid_t pid = process_start(argv, -1, STDERR_FILENO, NULL);
    int err = pid < 0 ? pid : process_wait(pid, PATCH_MS, &status);
    if (err < 0)
        return why_errno(why, err, "patch");
    if (status == 0)
        return 0;
    snprintf(why, WHY_MAX, "%.300s: patch exited with %d", path, status);
    return -EINVAL;
}

int author_assemble(const struct lab *lab, const char *answer, const char *into,
                    char why[WHY_MAX])
{
    int err = mkdir(into, 0755) < 0 ? why_errno(why, -errno, into) : 0;
    for (unsigned i = 0; err == 0 && i < lab->files_count; i++)
        err = copy_file(lab, answer, lab->files[i], into, why);
    return err < 0 ? err : apply(lab, answer, into, why);
}

bool author_wants(const char *only, const struct lab_answer *answer)
{
    return !only || fnmatch(only, answer->name, 0) == 0;
}

struct chosen {
    const struct lab *lab;
    const struct lab_answers *answers;
    const char *only;
};

static int fill(const char *into, const void *arg, char why[WHY_MAX])
{
    const struct chosen *chosen = arg;
    char path[PATH_MAX];
    int err = 0;
    for (unsigned i = 0; err == 0 && i < chosen->answers->answers_count; i++) {
        const struct lab_answer *answer = &chosen->answers->answers[i];
        if (author_wants(chosen->only, answer))
            err = author_assemble(
                chosen->lab, answer->name,
                path_format(path, "%s/%s", into, answer->name), why);
    }
    return err;
}

int author_write(const struct lab *lab, const char *only, const char *dir,
                 char why[WHY_MAX])
{
    struct lab_answers *answers;
    int err = lab_answers_load(&answers, lab, why);
    if (err < 0)
        return err;
    struct chosen chosen = {lab, answers, only};
    err = whole_make(dir, fill, &chosen, why);
    lab_answers_free(answers);
    return err;
}
