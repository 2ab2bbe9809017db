/* lab.c -- reads lab.yaml and answers.yaml, and says what is wrong with them. */
#include "labs/grader/lab.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/suite/yaml.h"
#include "core/base/path.h"

#define MUST(structure, member) YAML_AT(structure, member), .required = true
#define NUMBER(structure, member, low, high)                                   \
    YAML_AT(structure, member), .kind = YAML_WHOLE, .least = (low),            \
                                .most = (high)
#define LIST(structure, member, entry)                                         \
    YAML_MANY(structure, member), .most = 100, .of = (entry)

static const struct yaml_row check_rows[] = {
    {MUST(lab_check, id)},
    {MUST(lab_check, title)},
    {NUMBER(lab_check, points, 1, LAB_POINTS), .required = true},
    {YAML_AT(lab_check, hidden), .kind = YAML_TRUTH},
    {MUST(lab_check, hint)},
    {0},
};
static const struct yaml_row limit_rows[] = {
    {NUMBER(lab_limits, seconds, 1, 600)},
    {NUMBER(lab_limits, memory_mib, 16, 16384)},
    {NUMBER(lab_limits, processes, 1, 4096)},
    {NUMBER(lab_limits, disk_mib, 1, 4096)},
    {0},
};
static const struct yaml_row lab_rows[] = {
    {MUST(lab, title)},
    {MUST(lab, summary)},
    {NUMBER(lab, hours, 1, 100), .required = true},
    {LIST(lab, files, yaml_texts), .least = 1, .required = true},
    {LIST(lab, programs, yaml_texts)},
    {YAML_AT(lab, limits), .kind = YAML_MAP, .of = limit_rows},
    {LIST(lab, checks, check_rows), .least = 1, .required = true},
    {0},
};
static const struct yaml_row answer_rows[] = {
    {MUST(lab_answer, name)},
    {MUST(lab_answer, says)},
    {NUMBER(lab_answer, points, 0, LAB_POINTS), .required = true},
    {LIST(lab_answer, fails, yaml_texts)},
    {0},
};
static const struct yaml_row answers_rows[] = {
    {LIST(lab_answers, answers, answer_rows), .least = 1, .required = true},
    {0},
};

bool lab_is_name(const char *name)
{
    if (!*name || *name == '/')
        return false;
    for (const char *part = name; part; part = strchr(part, '/')) {
        part += *part == '/';
        if (strncmp(part, "..", 2) == 0 && (!part[2] || part[2] == '/'))
            return false;
    }
    for (const char *c = name; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            return false;
    return true;
}

int lab_check_find(const struct lab *lab, const char *id)
{
    for (unsigned i = 0; i < lab->checks_count; i++)
        if (strcmp(lab->checks[i].id, id) == 0)
            return (int)i;
    return -1;
}

/* Ids become names of variables, steps and columns; a title is one line. */
static int validate_texts(const struct lab_check *check, char why[WHY_MAX])
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
    if (check->id[strspn(check->id, letters)] || *check->id == '-')
        return yaml_fail(why, &check->place, "id", check->id,
                         "small letters, digits and -");
    for (const char *c = check->title; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            return yaml_fail(why, &check->place, "title", check->title,
                             "one line");
    return 0;
}

static int validate_checks(struct lab *lab, char why[WHY_MAX])
{
    int points = 0;
    for (unsigned i = 0; i < lab->checks_count; i++) {
        const struct lab_check *check = &lab->checks[i];
        int err = validate_texts(check, why);
        if (err < 0)
            return err;
        if (lab_check_find(lab, check->id) != (int)i)
            return yaml_fail(why, &check->place, "id", NULL,
                             "an id that no other check has");
        points += check->points;
    }
    if (points == LAB_POINTS)
        return 0;
    char found[40];
    snprintf(found, sizeof found, "%d in all", points);
    return yaml_fail(why, &lab->place, "checks", found,
                     "points that add up to 100");
}

/* A name that a submission, a compiler and a shell take for one file's. */
static bool is_file(const char *name)
{
    for (const char *part = name; part; part = strchr(part, '/')) {
        part += *part == '/';
        size_t length = strcspn(part, "/");
        if (!length || length > NAME_MAX || strchr(".-", *part))
            return false;
    }
    return lab_is_name(name);
}

static int validate_files(const struct lab *lab, char why[WHY_MAX])
{
    for (unsigned i = 0; i < lab->files_count; i++) {
        bool fits = is_file(lab->files[i]);
        for (unsigned j = 0; fits && j < i; j++)
            fits = strcmp(lab->files[j], lab->files[i]) != 0;
        if (!fits)
            return yaml_fail(why, &lab->place, "files", lab->files[i],
                             "names of files below the folder handed in, "
                             "each once, without a dot or a dash before");
    }
    return 0;
}

static int validate(struct lab *lab, char why[WHY_MAX])
{
    int err = validate_files(lab, why);
    if (err < 0)
        return err;
    for (unsigned i = 0; i < lab->programs_count; i++)
        if (strncmp(lab->programs[i], "overlap", 7) != 0 ||
            strchr(lab->programs[i], '/'))
            return yaml_fail(why, &lab->place, "programs", lab->programs[i],
                             "names of overlap's programs");
    return validate_checks(lab, why);
}

/* What lab.yaml leaves out. */
static void limits_complete(struct lab_limits *limits)
{
    static const struct lab_limits usual = {
        .seconds = 60, .memory_mib = 512, .processes = 64, .disk_mib = 64};
    if (!limits->seconds)
        limits->seconds = usual.seconds;
    if (!limits->memory_mib)
        limits->memory_mib = usual.memory_mib;
    if (!limits->processes)
        limits->processes = usual.processes;
    if (!limits->disk_mib)
        limits->disk_mib = usual.disk_mib;
}

int lab_load(struct lab **lab, const char *dir, char why[WHY_MAX])
{
    char path[PATH_MAX], real[PATH_MAX];
    void *read = NULL;
    *lab = NULL;
    if (!realpath(dir, real))
        return why_errno(why, -errno, dir);
    int err = yaml_read(&read, path_format(path, "%s/lab.yaml", real), lab_rows,
                        sizeof **lab, why);
    if (err < 0)
        return err;
    *lab = read;
    snprintf((*lab)->dir, sizeof(*lab)->dir, "%s", real);
    snprintf((*lab)->name, sizeof(*lab)->name, "%s", strrchr(real, '/') + 1);
    limits_complete(&(*lab)->limits);
    err = validate(*lab, why);
    if (err < 0) {
        lab_free(*lab);
        *lab = NULL;
    }
    return err;
}

int lab_find(struct lab **lab, const char *labs_dir, const char *name,
             char why[WHY_MAX])
{
    char dir[PATH_MAX];
    if (strchr(name, '/') || strcmp(name, ".") == 0)
        return lab_load(lab, name, why);
    return lab_load(lab, path_format(dir, "%s/%s", labs_dir, name), why);
}

void lab_free(struct lab *lab)
{
    if (lab)
        yaml_close(lab->place.file);
}

static int validate_answer(const struct lab *lab,
                           const struct lab_answer *answer, char why[WHY_MAX])
{
    if (!lab_is_name(answer->name) || strchr(answer->name, '/'))
        return yaml_fail(why, &answer->place, "name", NULL,
                         "the name of a folder or patch beside answers.yaml");
    for (unsigned i = 0; i < answer->fails_count; i++)
        if (lab_check_find(lab, answer->fails[i]) < 0)
            return yaml_fail(why, &answer->place, "fails", answer->fails[i],
                             "ids of the lab's checks");
    return 0;
}

int lab_answers_load(struct lab_answers **answers, const struct lab *lab,
                     char why[WHY_MAX])
{
    char path[PATH_MAX];
    void *read = NULL;
    *answers = NULL;
    path_format(path, "%s/answers/answers.yaml", lab->dir);
    int err = yaml_read(&read, path, answers_rows, sizeof **answers, why);
    if (err < 0)
        return err;
    *answers = read;
    for (unsigned i = 0; err == 0 && i < (*answers)->answers_count; i++)
        err = validate_answer(lab, &(*answers)->answers[i], why);
    if (err < 0) {
        lab_answers_free(*answers);
        *answers = NULL;
    }
    return err;
}

void lab_answers_free(struct lab_answers *answers)
{
    if (answers)
        yaml_close(answers->place.file);
}
