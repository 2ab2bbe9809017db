/* command_list.c -- overlap list: what can be run. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/commands.h"
#include "bench/suite/claims.h"
#include "bench/suite/suite.h"
#include "core/base/path.h"
#include "core/base/process.h"
#include "core/base/text.h"

static const struct command_line line = {
    .words = "",
    .about = "Prints the suites with their experiments and cells, the models "
             "with their\n"
             "workloads, and the claims.\n",
    .examples = "  overlap list | less\n",
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

static int list_suite(const char *path, const char *name)
{
    struct suite *suite;
    char why[WHY_MAX];
    if (suite_load(&suite, path, why) < 0)
        return command_refuse("%s", why);
    printf("suite %s: %s\n", name, suite->title);
    for (unsigned e = 0; e < suite->experiments_count; e++) {
        const struct experiment *experiment = &suite->experiments[e];
        printf("  %-16s %s:", experiment->name, experiment->title);
        list_cells(experiment);
        putchar('\n');
    }
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

static int list_suites(const struct places *places)
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
        if (list_suite(path, found[i]->d_name))
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

/* Models with the same workloads, as ours have, share one list. */
static void list_models(const struct places *places)
{
    char path[PATH_MAX], text[8192], last[8192] = "";
    struct dirent **found;
    int count = scandir(places->bin_dir, &found, is_model, alphasort);
    for (int i = 0; i < count; i++) {
        path_format(path, "%s/%s", places->bin_dir, found[i]->d_name);
        read_list(path, text, sizeof text);
        if (i > 0 && strcmp(text, last) != 0)
            fputs(last, stdout);
        printf("%smodel %s\n", i ? "" : "\n",
               found[i]->d_name + strlen("overlap-"));
        memcpy(last, text, sizeof last);
        free(found[i]);
    }
    fputs(last, stdout);
    if (count >= 0)
        free(found);
}

static int list_claims(const struct places *places)
{
    char path[PATH_MAX], why[WHY_MAX];
    struct claims *claims;
    path_format(path, "%s/claims", places->data);
    if (claims_load(&claims, path, why) < 0)
        return command_refuse("%s", why);
    printf("\nclaims\n");
    for (unsigned i = 0; i < claims->claims_count; i++)
        printf("  %-4s %s\n", claims->claims[i].id, claims->claims[i].claim);
    claims_free(claims);
    return 0;
}

int command_list(const struct places *places, int argc, char **argv)
{
    int status = command_read(&line, NULL, argc, argv, NULL);
    if (status >= 0)
        return status;
    process_begin();
    status = list_suites(places);
    list_models(places);
    int claims = list_claims(places);
    return status ? status : claims;
}
