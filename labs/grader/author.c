/* author.c -- what is missing or inconsistent in a lab, for who writes it. */
#include "labs/grader/author.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/path.h"

#define WRONG_LEAST 6 /* answers besides solution and start */

struct findings {
    FILE *out;
    const struct lab *lab;
    const struct lab_answers *answers;
    int count;
};

__attribute__((format(printf, 2, 3))) static void
find(struct findings *findings, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fprintf(findings->out, "%s: ", findings->lab->name);
    vfprintf(findings->out, format, args);
    putc('\n', findings->out);
    va_end(args);
    findings->count++;
}

static bool has(const struct findings *findings, const char *name)
{
    char path[PATH_MAX];
    path_format(path, "%s/%s", findings->lab->dir, name);
    return access(path, R_OK) == 0;
}

static void check_start(struct findings *findings)
{
    char name[PATH_MAX];
    for (unsigned i = 0; i < findings->lab->files_count; i++) {
        path_format(name, "start/%s", findings->lab->files[i]);
        if (!has(findings, name))
            find(findings, "found no %s; expected what a student begins with",
                 name);
    }
}

/* A word in backquotes that ends like a source file is the name of one. */
static bool is_file_name(const char *word, size_t length)
{
    static const char *const ends[] = {".c", ".h", ".py", ".yaml", ".json"};
    for (size_t i = 0; i < length; i++)
        if (!isalnum((unsigned char)word[i]) && !strchr("._-/", word[i]))
            return false;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (length > strlen(ends[i]) && strncmp(word + length - strlen(ends[i]),
                                                ends[i], strlen(ends[i])) == 0)
            return true;
    return false;
}

static void check_name(struct findings *findings, const char *word,
                       size_t length)
{
    char name[PATH_MAX], text[200];
    if (!is_file_name(word, length) || length >= sizeof text)
        return;
    snprintf(text, sizeof text, "%.*s", (int)length, word);
    for (unsigned i = 0; i < findings->lab->files_count; i++)
        if (strcmp(text, findings->lab->files[i]) == 0)
            return;
    if (!has(findings, path_format(name, "start/%s", text)))
        find(findings,
             "README.md names %s, which is neither handed in nor in start/",
             text);
}

static void check_handout(struct findings *findings)
{
    char path[PATH_MAX], *text;
    path_format(path, "%s/README.md", findings->lab->dir);
    if (file_read(path, &text) < 0) {
        find(findings, "found no README.md; expected the handout");
        return;
    }
    for (const char *open = text; (open = strchr(open, '`'));) {
        const char *close = strchr(open + 1, '`');
        if (!close)
            break;
        check_name(findings, open + 1, (size_t)(close - open - 1));
        open = close + 1;
    }
    for (unsigned i = 0; i < findings->lab->files_count; i++)
        if (!strstr(text, findings->lab->files[i]))
            find(findings, "README.md does not name %s, which is handed in",
                 findings->lab->files[i]);
    free(text);
}

static void check_judge(struct findings *findings)
{
    char path[PATH_MAX], quoted[200], *text;
    if (has(findings, "checks/judge"))
        return;
    path_format(path, "%s/checks/judge.py", findings->lab->dir);
    if (file_read(path, &text) < 0) {
        find(findings, "found neither checks/judge nor checks/judge.py");
        return;
    }
    for (unsigned i = 0; i < findings->lab->checks_count; i++) {
        const char *id = findings->lab->checks[i].id;
        snprintf(quoted, sizeof quoted, "\"%.190s\"", id);
        if (!strstr(text, quoted))
            find(findings, "checks/judge.py has no check \"%s\"", id);
    }
    free(text);
}

static bool fails(const struct lab_answer *answer, const char *id)
{
    for (unsigned i = 0; i < answer->fails_count; i++)
        if (strcmp(answer->fails[i], id) == 0)
            return true;
    return false;
}

static bool is_named(const struct lab_answer *answer, const char *name)
{
    return strcmp(answer->name, name) == 0;
}

/* The points of the checks that it does not fail are the least it gets. */
static void check_points(struct findings *findings,
                         const struct lab_answer *answer)
{
    int least = LAB_POINTS;
    for (unsigned i = 0; i < findings->lab->checks_count; i++)
        if (fails(answer, findings->lab->checks[i].id))
            least -= findings->lab->checks[i].points;
    if (answer->points < least || (answer->points > least && least == 100) ||
        (answer->fails_count && answer->points == LAB_POINTS))
        find(findings,
             "answers.yaml gives %s %d points; the checks it does not fail "
             "have %d",
             answer->name, answer->points, least);
}

static void check_answer(struct findings *findings,
                         const struct lab_answer *answer)
{
    char folder[PATH_MAX], patch[PATH_MAX];
    path_format(folder, "answers/%s", answer->name);
    path_format(patch, "answers/%s.patch", answer->name);
    if (!is_named(answer, "start") && !has(findings, folder) &&
        !has(findings, patch))
        find(findings, "found neither %s/ nor %s, which answers.yaml lists",
             folder, patch);
    if (is_named(answer, "solution") && answer->points != LAB_POINTS)
        find(findings, "the solution gets %d points; expected 100",
             answer->points);
    check_points(findings, answer);
}

static const struct lab_answer *answer_find(const struct lab_answers *answers,
                                            const char *name, size_t length)
{
    for (unsigned i = 0; i < answers->answers_count; i++)
        if (strlen(answers->answers[i].name) == length &&
            strncmp(answers->answers[i].name, name, length) == 0)
            return &answers->answers[i];
    return NULL;
}

/* What lies there and nobody grades. */
static void check_unlisted(struct findings *findings)
{
    char path[PATH_MAX];
    path_format(path, "%s/answers", findings->lab->dir);
    DIR *dir = opendir(path);
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        const char *name = entry->d_name, *dot = strstr(name, ".patch");
        size_t length = dot ? (size_t)(dot - name) : strlen(name);
        if (*name != '.' && strcmp(name, "answers.yaml") != 0 &&
            !answer_find(findings->answers, name, length))
            find(findings, "answers.yaml does not list answers/%s", name);
    }
    if (dir)
        closedir(dir);
}

static void check_answers(struct findings *findings)
{
    const struct lab_answers *all = findings->answers;
    if (!answer_find(all, "solution", 8) || !answer_find(all, "start", 5))
        find(findings, "answers.yaml lacks solution or start");
    if (all->answers_count < WRONG_LEAST + 2)
        find(findings, "found %d wrong answers; expected at least %d",
             (int)all->answers_count - 2, WRONG_LEAST);
    for (unsigned i = 0; i < all->answers_count; i++)
        check_answer(findings, &all->answers[i]);
    for (unsigned c = 0; c < findings->lab->checks_count; c++) {
        const char *id = findings->lab->checks[c].id;
        bool failed = false;
        for (unsigned i = 0; i < all->answers_count; i++)
            failed = failed || (!is_named(&all->answers[i], "start") &&
                                fails(&all->answers[i], id));
        if (!failed)
            find(findings, "no wrong answer fails check \"%s\"", id);
    }
    check_unlisted(findings);
}

int author_check(FILE *out, const struct lab *lab, char why[WHY_MAX])
{
    struct lab_answers *answers;
    int err = lab_answers_load(&answers, lab, why);
    if (err < 0)
        return err;
    struct findings findings = {.out = out, .lab = lab, .answers = answers};
    check_handout(&findings);
    check_start(&findings);
    check_judge(&findings);
    check_answers(&findings);
    lab_answers_free(answers);
    return findings.count;
}
