/* command_list.c -- overlap list: what can be run. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/commands.h"
#include "bench/report/json.h"
#include "bench/suite/claims.h"
#include "bench/suite/suite.h"
#include "core/base/path.h"
#include "core/base/process.h"
#include "core/base/text.h"

/* The longest list of workloads that is read. */
#define LIST_MAX 8192

struct list_options {
    bool help, json;
};

static const struct option rows[] = {
    {"json", OPTION_FLAG, offsetof(struct list_options, json), NULL,
     .help = "print it as JSON"},
    COMMAND_HELP,
    {0},
};

static const struct command_line line = {
    .words = "",
    .about = "Prints the suites with their experiments and cells, the models "
             "with their\n"
             "workloads, and the claims.\n",
    .rows = rows,
    .examples = "  overlap list | less\n"
                "  overlap list --json | jq '.claims[].id'\n",
};

/* What can be run, as JSON; NULL members for text, which is printed at once. */
struct listing {
    json_t *suites, *models, *claims;
};

/* A sweep's cells as "threads-{1,2,4}", which a shell can expand again. */
static void list_cells(const struct experiment *experiment)
{
    for (unsigned c = 0; c < experiment->cells_count; c++) {
        const struct cell *cell = &experiment->cells[c], *next = cell + 1;
        bool first = c == 0 || cell->written != cell[-1].written;
        bool last =
            c + 1 == experiment->cells_count || next->written != cell->written;
        if (!cell->swept)
            printf(" %s", cell->name);
        else
            printf("%s%s%s%s", first ? " " : ",", first ? cell->series : "",
                   first ? "-{" : "", cell->name + strlen(cell->series) + 1);
        if (cell->swept && last)
            putchar('}');
    }
}

static void print_suite(const struct suite *suite, const char *name)
{
    printf("suite %s: ", name);
    text_put(stdout, suite->title);
    putchar('\n');
    for (unsigned e = 0; e < suite->experiments_count; e++) {
        const struct experiment *experiment = &suite->experiments[e];
        printf("  %-16s ", experiment->name);
        text_put(stdout, experiment->title);
        putchar(':');
        list_cells(experiment);
        putchar('\n');
    }
}

static json_t *suite_json(const struct suite *suite, const char *name)
{
    json_t *experiments = json_array();
    for (unsigned e = 0; e < suite->experiments_count; e++) {
        const struct experiment *experiment = &suite->experiments[e];
        json_t *cells = json_array();
        for (unsigned c = 0; c < experiment->cells_count; c++)
            json_append(&cells, text_json(experiment->cells[c].name));
        json_append(&experiments,
                    json_pack("{s:o, s:o, s:o, s:o}", "experiment",
                              text_json(experiment->name), "title",
                              text_json(experiment->title), "workload",
                              text_json(experiment->workload), "cells", cells));
    }
    return json_pack("{s:o, s:o, s:o}", "file", text_json(name), "title",
                     text_json(suite->title), "experiments", experiments);
}

static int list_suite(struct listing *into, const char *path, const char *name)
{
    struct suite *suite;
    char why[WHY_MAX];
    if (suite_load(&suite, path, why) < 0)
        return command_refuse("%s", why);
    if (into)
        json_append(&into->suites, suite_json(suite, name));
    else
        print_suite(suite, name);
    suite_free(suite);
    return 0;
}

static int is_suite(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 5 && strcmp(entry->d_name + length - 5, ".yaml") == 0;
}

static int is_model(const struct dirent *entry)
{
    return suite_is_model(entry->d_name);
}

static int list_suites(struct listing *into, const struct places *places)
{
    char dir[PATH_MAX], path[PATH_MAX];
    struct dirent **found;
    int status = 0;
    path_format(dir, "%s/suites", places->data);
    int count = scandir(dir, &found, is_suite, alphasort);
    if (count < 0)
        return command_refuse("%s: %s; expected a folder of suites", dir,
                              strerror(errno));
    for (int i = 0; i < count; i++) {
        path_format(path, "%s/%s", dir, found[i]->d_name);
        if (list_suite(into, path, found[i]->d_name))
            status = 2;
        free(found[i]);
    }
    free(found);
    return status;
}

/* What `program --list` prints, or "". */
static void read_list(const char *program, char *text, size_t size)
{
    char *const argv[] = {(char *)program, "--list", NULL};
    int ends[2], exit_code;
    size_t used = 0;
    ssize_t got;
    text[0] = '\0';
    if (pipe2(ends, O_CLOEXEC) < 0)
        return;
    pid_t pid = process_start(argv, ends[1], -1, NULL);
    close(ends[1]);
    while (pid > 0 && used < size - 1 &&
           (got = read(ends[0], text + used, size - 1 - used)) > 0)
        used += (size_t)got;
    text[used] = '\0';
    text_sanitise_lines(text);
    close(ends[0]);
    if (pid > 0)
        process_wait(pid, 10000, &exit_code);
}

/* The first words of the lines are the names of the workloads. */
static json_t *model_json(const char *name, const char *text)
{
    json_t *workloads = json_array();
    for (const char *at = text; *at; at += strcspn(at, "\n"), at += *at == '\n')
        json_append(&workloads, json_stringn(at, strcspn(at, " \t\n")));
    return json_pack("{s:o, s:o}", "model", text_json(name), "workloads",
                     workloads);
}

/* Models with the same workloads, as ours have, share one list. */
static void print_model(const char *name, const char *text, char last[LIST_MAX])
{
    if (*last && strcmp(text, last) != 0)
        fputs(last, stdout);
    printf("%smodel %s\n", *last ? "" : "\n", name);
    memcpy(last, text, LIST_MAX);
}

static void list_models(struct listing *into, const struct places *places)
{
    char path[PATH_MAX], text[LIST_MAX], last[LIST_MAX] = "";
    struct dirent **found;
    int count = scandir(places->bin_dir, &found, is_model, alphasort);
    for (int i = 0; i < count; i++) {
        const char *name = found[i]->d_name + strlen("overlap-");
        path_format(path, "%s/%s", places->bin_dir, found[i]->d_name);
        read_list(path, text, sizeof text);
        if (into)
            json_append(&into->models, model_json(name, text));
        else
            print_model(name, text, last);
        free(found[i]);
    }
    fputs(last, stdout);
    if (count >= 0)
        free(found);
}

static void print_claim(const struct claim *claim)
{
    printf("  %-4s ", claim->id);
    text_put(stdout, claim->claim);
    putchar('\n');
}

static int list_claims(struct listing *into, const struct places *places)
{
    char path[PATH_MAX], why[WHY_MAX];
    struct claims *claims;
    path_format(path, "%s/claims", places->data);
    if (claims_load(&claims, path, why) < 0)
        return command_refuse("%s", why);
    if (!into)
        printf("\nclaims\n");
    for (unsigned i = 0; i < claims->claims_count; i++) {
        const struct claim *claim = &claims->claims[i];
        if (into)
            json_append(&into->claims,
                        json_pack("{s:o, s:o}", "id", text_json(claim->id),
                                  "claim", text_json(claim->claim)));
        else
            print_claim(claim);
    }
    claims_free(claims);
    return 0;
}

static int list_all(struct listing *into, const struct places *places)
{
    int status = list_suites(into, places);
    list_models(into, places);
    int claims = list_claims(into, places);
    return status ? status : claims;
}

static int list_json(const struct places *places)
{
    struct listing all = {json_array(), json_array(), json_array()};
    int status = list_all(&all, places);
    json_t *json =
        json_pack("{s:s, s:o, s:o, s:o}", "schema", "overlap/list/1", "suites",
                  all.suites, "models", all.models, "claims", all.claims);
    return json_print(stdout, json) < 0 ? command_refuse("not enough memory")
                                        : status;
}

int command_list(const struct places *places, int argc, char **argv)
{
    struct list_options asked = {0};
    int status = command_read(&line, &asked, argc, argv, NULL);
    if (status >= 0)
        return status;
    process_begin();
    return asked.json ? list_json(places) : list_all(NULL, places);
}
